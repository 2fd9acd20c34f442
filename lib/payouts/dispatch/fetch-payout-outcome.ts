import { and, eq, isNotNull, ne } from 'drizzle-orm';
import { payoutAttempts } from '#drizzle/schema/payout-requests.ts';
import { now } from '../../clock.ts';
import { database } from '../../db/client.ts';
import type { BalanceTransactionRow } from '../../ledger/types.ts';
import { log } from '../../log.ts';
import { listBalanceTransactions } from '../../stripe/list-balance-transactions.ts';
import { listPayouts } from '../../stripe/list-payouts.ts';
import { REQUEST_ID_IN_METADATA, type PayoutSnapshot } from '../schemas.ts';
import { beginLookUp } from './begin-look-up.ts';
import type { DispatchRun } from './dispatch-run.ts';
import { recordAbsence } from './record-absence.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';

/** Stripe dates a payout by its own clock; no clock of ours is that far off. */
const CLOCK_DIFFERENCE_MS = 24 * 3_600_000;

/**
 * - `found`: Stripe has the payout, and it is written down
 * - `absent`: proven that there is none; a person decides
 * - `not_yet`: it was not there; whether it may be asked for again with the same key is the permit's to say
 * - `nothing`: somebody else looks, or knows
 */
type LookUp =
  | { kind: 'found' | 'absent' | 'nothing' }
  | { kind: 'not_yet'; claimNumber: number; payoutAttemptId: string };

/**
 * Looks an unknown outcome up in Stripe's own list of the connected account's payouts, read whole.
 * @throws StripeReadError when the list could not be read; the next look-up is due later in any case
 */
export async function fetchPayoutOutcome(run: DispatchRun, payoutAttemptId: string): Promise<LookUp> {
  const { ctx, timing } = run;
  const look = await beginLookUp(ctx, {
    payoutAttemptId,
    waitMs: timing.lookUpMs,
    waitMsMax: timing.lookUpMsMax,
  });
  if (look === null) return { kind: 'nothing' };
  const { connectedAccountId, payoutRequestId, begunAt, firstCalledAt, claimNumber } = look;
  await run.onStep('look_up_begun', connectedAccountId);
  const readAt = now();
  const listed: PayoutSnapshot[] = [];
  const createdFrom = new Date(firstCalledAt.getTime() - CLOCK_DIFFERENCE_MS);
  for await (const page of listPayouts(connectedAccountId, { createdFrom }))
    listed.push(...page.filter(({ metadata }) => metadata[REQUEST_ID_IN_METADATA] === payoutRequestId));
  await run.onStep('listed', connectedAccountId);
  const earlier = await payoutsOfOtherAttempts(payoutRequestId, payoutAttemptId);
  const ours = listed.filter(({ payoutId }) => !earlier.has(payoutId));
  // Stripe lists the newest first. Were there two, the check of promises names both.
  const payout = ours.at(-1);
  if (ours.length > 1)
    log.error({ payoutRequestId, payouts: ours.length }, 'one request has several payouts');
  if (payout === undefined) {
    const kind = await recordAbsence(ctx, { payoutAttemptId, begunAt, settleMs: timing.settleMs });
    await run.onStep('absence_recorded', connectedAccountId);
    return kind === 'not_yet' ? { kind, claimNumber, payoutAttemptId } : { kind: kind ?? 'nothing' };
  }
  const balanceTransactions = await readBooked(connectedAccountId, payout);
  // Without its booking the reserved money would look free: it is looked up again.
  if (balanceTransactions.length === 0) return { kind: 'nothing' };
  await recordPayoutAccepted(ctx, {
    payoutAttemptId,
    claimNumber: null,
    payout,
    balanceTransactions,
    stripeRequestId: null,
    readAt,
  });
  await run.onStep('found_recorded', connectedAccountId);
  return { kind: 'found' };
}

/** A request that came back and left again has earlier payouts with the same id in their metadata. */
async function payoutsOfOtherAttempts(
  payoutRequestId: string,
  payoutAttemptId: string,
): Promise<Set<string | null>> {
  const rows = await database()
    .select({ payoutId: payoutAttempts.payoutId })
    .from(payoutAttempts)
    .where(
      and(
        eq(payoutAttempts.payoutRequestId, payoutRequestId),
        ne(payoutAttempts.payoutAttemptId, payoutAttemptId),
        isNotNull(payoutAttempts.payoutId),
      ),
    );
  return new Set(rows.map(({ payoutId }) => payoutId));
}

async function readBooked(
  connectedAccountId: string,
  { balanceTransactionId, failureBalanceTransactionId }: PayoutSnapshot,
): Promise<BalanceTransactionRow[]> {
  if (balanceTransactionId === null) return [];
  const ids = [balanceTransactionId, failureBalanceTransactionId].filter((id) => id !== null);
  const rows: BalanceTransactionRow[] = [];
  for await (const page of listBalanceTransactions(connectedAccountId, { ids })) rows.push(...page);
  return rows;
}
