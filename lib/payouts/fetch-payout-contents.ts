import { and, asc, eq, sql } from 'drizzle-orm';
import { payouts } from '#drizzle/schema/payouts.ts';
import { authorize } from '../auth/authorize.ts';
import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { recordBalanceTransactions } from '../ledger/record-balance-transactions.ts';
import { log } from '../log.ts';
import { isNotReconciled } from '../stripe/errors.ts';
import { listBalanceTransactions } from '../stripe/list-balance-transactions.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { fetchOnRecord } from './fetch-on-record.ts';
import { recordPayoutContents } from './record-payout-contents.ts';

/** A year of daily payouts takes eight turns of the back-fill; no seller's history keeps the others waiting for long. */
const PAYOUTS_A_TURN_MAX = 50;

/** Exactly the predicate of the index `payouts_contents_due`. */
const IS_DUE = sql`is_automatic and reconciliation_status = 'completed'
  and (contents_read_at is null or contents_read_at < paid_seen_at)`;

/**
 * Reads which balance transactions automatic payouts of one account pay, oldest payout first, where Stripe knows it and
 * it was not read since the payout became paid. Manual and instant payouts are never asked: Stripe cannot tell.
 * @param options.payoutId only this one, if it is due
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function fetchDuePayoutContents(
  ctx: Context,
  connectedAccountId: string,
  options: { payoutId?: string; signal?: AbortSignal } = {},
): Promise<void> {
  authorize(ctx, 'payouts.sync');
  const due = await database()
    .select({ payoutId: payouts.payoutId })
    .from(payouts)
    .where(
      and(
        eq(payouts.connectedAccountId, connectedAccountId),
        options.payoutId === undefined ? undefined : eq(payouts.payoutId, options.payoutId),
        IS_DUE,
      ),
    )
    .orderBy(asc(payouts.occurredAt), asc(payouts.payoutId))
    .limit(PAYOUTS_A_TURN_MAX);
  for (const { payoutId } of due)
    await fetchOnRecord(ctx, { connectedAccountId, payoutId }, () =>
      fetchContents(ctx, connectedAccountId, payoutId, options.signal),
    );
}

async function fetchContents(
  ctx: Context,
  connectedAccountId: string,
  payoutId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const readAt = now();
  const pages = listBalanceTransactions(connectedAccountId, {
    payoutId,
    priority: readPriority(ctx),
    ...(signal === undefined ? {} : { signal }),
  });
  const paid: { balanceTransactionId: string; occurredAt: Date; net: bigint }[] = [];
  try {
    for await (const page of pages) {
      await recordBalanceTransactions(ctx, page);
      for (const { sourceId, balanceTransactionId, occurredAt, net } of page)
        // The list names the payout's own movement too, which would make every sum zero.
        if (sourceId !== payoutId) paid.push({ balanceTransactionId, occurredAt, net });
    }
  } catch (error) {
    if (!isNotReconciled(error)) throw error;
    log.info({ payoutId }, 'the contents of a payout are not ready at Stripe; they are read again later');
    return;
  }
  await recordPayoutContents(ctx, { payoutId, connectedAccountId, readAt, paid });
}
