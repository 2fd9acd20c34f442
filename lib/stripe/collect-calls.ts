import { AsyncLocalStorage } from 'node:async_hooks';
import type { StripeCallOutcome } from '../observability/process-state.ts';

/** One HTTP attempt at Stripe. `endpoint` has `{id}` for each id; `statusCode` is null when no answer came. */
export type CollectedCall = {
  calledAt: Date;
  method: string;
  endpoint: string;
  outcome: StripeCallOutcome;
  statusCode: number | null;
  stripeRequestId: string | null;
  durationMs: number;
  traceId: string | null;
};

// Next evaluates this module once per bundle, and the client of one bundle serves all of them.
const shared = globalThis as { sluiceCollectedCalls?: AsyncLocalStorage<CollectedCall[]> };
const collecting = (shared.sluiceCollectedCalls ??= new AsyncLocalStorage());

/** Runs `work` and adds every attempt at Stripe that it makes to `into`, retries included, also when it throws. */
export function collectCalls<T>(into: CollectedCall[], work: () => Promise<T>): Promise<T> {
  return collecting.run(into, work);
}

/** For the HTTP client alone: an attempt has ended. */
export function noteCall(call: CollectedCall): void {
  collecting.getStore()?.push(call);
}
