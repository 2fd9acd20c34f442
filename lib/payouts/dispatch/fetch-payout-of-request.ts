import { sql } from 'drizzle-orm';
import { now } from '../../clock.ts';
import { database } from '../../db/client.ts';
import type { BalanceTransactionRow } from '../../ledger/types.ts';
import { log } from '../../log.ts';
import { listBalanceTransactions } from '../../stripe/list-balance-transactions.ts';
import { listPayouts } from '../../stripe/list-payouts.ts';
import type { ReadPriority } from '../../stripe/read-options.ts';
import { REQUEST_ID_IN_METADATA, type PayoutSnapshot } from '../schemas.ts';

/** Stripe dates a payout by its own clock; no clock of ours is that far off. */
const CLOCK_DIFFERENCE_MS = 24 * 3_600_000;

/** Stripe's words for a payout whose money is in the balance again. */
export const HAS_COME_BACK: readonly string[] = ['canceled', 'failed'];

/** `balanceTransactions` is empty while Stripe does not say what the payout took from the balance. */
export type FoundPayout = {
  readonly payout: PayoutSnapshot;
  readonly balanceTransactions: BalanceTransactionRow[];
  readonly readAt: Date;
};

/**
 * Reads Stripe's own list of the connected account's payouts whole, since the request was called first (or made, where no call is known), and finds the one
 * that carries its id and that no attempt has yet: what proves that a payout is there, or that none is.
 * @returns null when there is none
 * @throws StripeReadError when the list could not be read
 */
export async function fetchPayoutOfRequest(
  { connectedAccountId, payoutRequestId }: { connectedAccountId: string; payoutRequestId: string },
  priority: ReadPriority,
): Promise<FoundPayout | null> {
  const readAt = now();
  const listed: PayoutSnapshot[] = [];
  const createdFrom = new Date((await firstCallOf(payoutRequestId)).getTime() - CLOCK_DIFFERENCE_MS);
  for await (const page of listPayouts(connectedAccountId, { createdFrom, priority }))
    listed.push(...page.filter(({ metadata }) => metadata[REQUEST_ID_IN_METADATA] === payoutRequestId));
  const known = await knownPayoutsOf(payoutRequestId);
  const ours = listed.filter(({ payoutId }) => !known.has(payoutId));
  // Stripe lists the newest first. Were there two, one that has not come back counts, and the check of promises names both.
  const payout = ours.findLast(({ status }) => !HAS_COME_BACK.includes(status)) ?? ours.at(-1);
  if (ours.length > 1)
    log.error({ payoutRequestId, payouts: ours.length }, 'one request has several payouts');
  if (payout === undefined) return null;
  return { payout, balanceTransactions: await readBooked(connectedAccountId, payout, priority), readAt };
}

async function firstCallOf(payoutRequestId: string): Promise<Date> {
  const [first] = await database().execute<{ at: string | null }>(sql`
    select coalesce((select min(least(attempt.first_called_at, payout.occurred_at))
        from payout_attempts as attempt left join payouts as payout on payout.payout_id = attempt.payout_id
        where attempt.payout_request_id = ${payoutRequestId}),
      (select requested_at from payout_requests where payout_request_id = ${payoutRequestId}))::text as at`);
  if (typeof first?.at !== 'string') throw new Error('Only what was asked for can have a payout');
  return new Date(first.at);
}

/** A request that came back and left again has earlier payouts with the same id in their metadata. */
async function knownPayoutsOf(payoutRequestId: string): Promise<Set<string>> {
  const rows = await database().execute<{ id: string }>(sql`
    select payout_id as id from payout_attempts where payout_request_id = ${payoutRequestId} and payout_id is not null`);
  return new Set(rows.map(({ id }) => id));
}

async function readBooked(
  connectedAccountId: string,
  { balanceTransactionId, failureBalanceTransactionId }: PayoutSnapshot,
  priority: ReadPriority,
): Promise<BalanceTransactionRow[]> {
  if (balanceTransactionId === null) return [];
  const ids = [balanceTransactionId, failureBalanceTransactionId].filter((id) => id !== null);
  const rows: BalanceTransactionRow[] = [];
  for await (const page of listBalanceTransactions(connectedAccountId, { ids, priority })) rows.push(...page);
  return rows;
}
