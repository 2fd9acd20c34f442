/** How Stripe answered; `unreachable` is a call without any answer. */
export type StripeCallOutcome =
  'succeeded' | 'not_found' | 'refused' | 'rate_limited' | 'failed' | 'unreachable';

/** Calls of one kind since the process started. `endpoint` holds `{id}` in place of every id. */
export type StripeCallCount = {
  method: string;
  endpoint: string;
  outcome: StripeCallOutcome;
  count: number;
  seconds: number;
};

/** When Stripe last answered this process, and when it last did not. ISO instants. */
export type StripeSeen = { answeredAt: string | null; unreachableSince: string | null };

/** An error that was logged, on its way to whoever collects errors. Everything in it is scrubbed. */
export type ErrorReport = {
  error: Error;
  message: string;
  level: 'error' | 'fatal';
  fields: Record<string, unknown>;
};

type ProcessState = {
  service: string;
  reportError: ((report: ErrorReport) => void) | null;
  stripeCalls: Map<string, StripeCallCount>;
  stripeSeen: StripeSeen;
};

// Next evaluates modules once per bundle; what a process counts needs a place that all of them see.
const shared = globalThis as { sluiceObservability?: ProcessState };

/** What this process knows of itself. */
export function processState(): ProcessState {
  shared.sluiceObservability ??= {
    service: 'sluice',
    reportError: null,
    stripeCalls: new Map(),
    stripeSeen: { answeredAt: null, unreachableSince: null },
  };
  return shared.sluiceObservability;
}
