import type { Context } from '../context.ts';
import { log } from '../log.ts';
import { traceIdOf } from '../observability/trace.ts';
import type { RiskFact } from '../risk/facts/types.ts';
import { isOutage, isPermissionLost } from '../stripe/errors.ts';
import { closeFilledGaps } from './back-fill/close-filled-gaps.ts';
import { claimStripeEvents, type ClaimedStripeEvent } from './claim-stripe-events.ts';
import { LEASE_SECONDS } from './lease.ts';
import { refreshKey, type Refresh } from './refresh.ts';
import { handlerOf, riskFactReaderOf } from './registry.ts';
import { renewClaims } from './renew-claims.ts';
import { runRefreshes, type RunRefresh } from './run-refreshes.ts';
import { settleStripeEvents, type StripeEventVerdict } from './settle-stripe-events.ts';
import { snapshotOf } from './snapshot.ts';
import { traceRefreshes } from './trace-refresh.ts';

const BATCH_SIZE = 200;
/** Connected accounts read at a time; the limiter in lib/stripe decides how fast Stripe is really asked. */
const CONCURRENCY = 8;
const ATTEMPTS_MAX = 8;
/** Claims that ended without a verdict, because the worker died each time: the event itself may be what kills it. */
const CLAIMS_MAX = 20;

export type ProcessingTally = { claimed: number } & Record<StripeEventVerdict['outcome'], number>;

type Planned =
  | { event: ClaimedStripeEvent; outcome: 'ignored' }
  | { event: ClaimedStripeEvent; outcome: 'failed'; error: unknown }
  | { event: ClaimedStripeEvent; outcome: 'refresh'; refreshes: Refresh[]; riskFacts: RiskFact[] };

function plan(event: ClaimedStripeEvent): Planned {
  const handle = handlerOf(event.type);
  if (handle === null) return { event, outcome: 'ignored' };
  if (event.countedAttempts > CLAIMS_MAX)
    return {
      event,
      outcome: 'failed',
      error: new Error('The worker ended each time it had this event in hand.'),
    };
  try {
    const { type, connectedAccountId, objectId, stripeEventId, body } = event;
    const view = { type, connectedAccountId, objectId, object: snapshotOf(body) };
    const told = riskFactReaderOf(type)?.(view) ?? [];
    return {
      event,
      outcome: 'refresh',
      refreshes: handle(view),
      riskFacts: told.map((fact) => ({ ...fact, stripeEventId })),
    };
  } catch (error) {
    // Handlers are pure: the same bytes will fail again, so a retry would only hide it.
    return { event, outcome: 'failed', error };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function weightOf(cause: unknown): number {
  if (isPermissionLost(cause)) return 0;
  return isOutage(cause) ? 1 : 2;
}

function judge(planned: Planned, refreshErrors: ReadonlyMap<string, unknown>): StripeEventVerdict {
  const { stripeEventId, occurredAt, attempt, countedAttempts } = planned.event;
  const riskFacts = planned.outcome === 'refresh' ? planned.riskFacts : [];
  const key = { stripeEventId, occurredAt, attempt, riskFacts };
  if (planned.outcome === 'ignored') return { ...key, outcome: 'ignored', error: null };
  if (planned.outcome === 'failed') return { ...key, outcome: 'failed', error: describe(planned.error) };
  const failedKeys = planned.refreshes.map(refreshKey).filter((refresh) => refreshErrors.has(refresh));
  // An error of its own counts, even when Stripe was away for the rest; that the account is gone only when nothing else went wrong.
  const weight = (refresh: string): number => weightOf(refreshErrors.get(refresh));
  const [failedKey] = failedKeys.toSorted((left, right) => weight(right) - weight(left));
  if (failedKey === undefined) return { ...key, outcome: 'processed', error: null };
  const cause = refreshErrors.get(failedKey);
  const error = `${failedKey}: ${describe(cause)}`;
  if (isPermissionLost(cause)) return { ...key, outcome: 'processed', error };
  if (isOutage(cause)) return { ...key, outcome: 'outage', error };
  return { ...key, outcome: countedAttempts >= ATTEMPTS_MAX ? 'failed' : 'retry', error };
}

function keepClaims(ctx: Context, events: readonly ClaimedStripeEvent[]): () => void {
  const claims = events.map(({ stripeEventId, occurredAt, attempt }) => ({
    stripeEventId,
    occurredAt,
    attempt,
  }));
  const timer = setInterval(
    () => {
      renewClaims(ctx, claims).catch((error: unknown) => {
        // The lease runs out and another worker repeats the reads, which is harmless.
        log.warn({ err: error }, 'claims on events were not renewed');
      });
    },
    (LEASE_SECONDS * 1000) / 3,
  );
  return () => {
    clearInterval(timer);
  };
}

/** One line per event, in the trace of its delivery although a batch has many. */
function logVerdict(verdict: StripeEventVerdict, event: ClaimedStripeEvent | undefined): void {
  const { stripeEventId, attempt, outcome, error } = verdict;
  const traceId = traceIdOf(event?.traceparent ?? null);
  const fields = {
    ...(traceId !== undefined && { 'trace.id': traceId }),
    stripeEventId,
    connectedAccountId: event?.connectedAccountId,
    ...(event?.objectId?.startsWith('po_') === true && { payoutId: event.objectId }),
    type: event?.type,
    attempt,
    processing: outcome,
  };
  if (outcome === 'failed') log.error({ ...fields, error }, 'Stripe event failed');
  else if (outcome === 'processed' && error !== null)
    log.warn({ ...fields, error }, 'Stripe event of an account that has disconnected us');
  else if (error !== null) log.warn({ ...fields, error }, 'Stripe event is tried again');
  else log.info(fields, 'Stripe event handled');
}

/**
 * Takes one batch of due events, reads again what they point at (each thing once) and records what became of them.
 * Safe in any number of workers, and safe to kill at any point.
 * @returns what was done; `claimed` 0 means that nothing is due
 */
export async function processStripeEvents(
  ctx: Context,
  options: { runRefresh: RunRefresh; limit?: number },
): Promise<ProcessingTally> {
  const claimed = await claimStripeEvents(ctx, { limit: options.limit ?? BATCH_SIZE });
  const tally: ProcessingTally = {
    claimed: claimed.length,
    processed: 0,
    ignored: 0,
    retry: 0,
    outage: 0,
    failed: 0,
  };
  if (claimed.length === 0) return tally;
  const planned = claimed.map(plan);
  const wanted = planned.filter((one) => one.outcome === 'refresh');
  const refreshes = wanted.flatMap((one) => one.refreshes);
  const letClaimsGo = keepClaims(ctx, claimed);
  let verdicts: StripeEventVerdict[];
  try {
    const errors = await runRefreshes(ctx, refreshes, {
      runRefresh: traceRefreshes(wanted, options.runRefresh),
      concurrency: CONCURRENCY,
    });
    verdicts = planned.map((one) => judge(one, errors));
    await settleStripeEvents(ctx, verdicts);
    await closeFilledGaps(ctx, {});
  } finally {
    letClaimsGo();
  }
  const eventsById = new Map(claimed.map((event) => [event.stripeEventId, event]));
  for (const verdict of verdicts) {
    tally[verdict.outcome] += 1;
    logVerdict(verdict, eventsById.get(verdict.stripeEventId));
  }
  return tally;
}
