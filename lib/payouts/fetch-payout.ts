import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { findUnknownBalanceTransactions } from '../ledger/find-unknown-balance-transactions.ts';
import { recordBalanceTransactions } from '../ledger/record-balance-transactions.ts';
import { listBalanceTransactions } from '../stripe/list-balance-transactions.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { retrievePayout } from '../stripe/retrieve-payout.ts';
import { fetchOnRecord } from './fetch-on-record.ts';
import { fetchDuePayoutContents } from './fetch-payout-contents.ts';
import { recordPayouts } from './record-payouts.ts';

/**
 * Reads one payout and the balance transactions that it names (the payout itself and, after a failure or cancellation,
 * the money coming back), and mirrors both, and what an automatic payout pays once Stripe knows it.
 * @throws StripeReadError, `not_found` or `permission_lost`
 */
export async function fetchPayout(ctx: Context, connectedAccountId: string, payoutId: string): Promise<void> {
  const readAt = now();
  const priority = readPriority(ctx);
  await fetchOnRecord(ctx, { connectedAccountId, payoutId }, async () => {
    const payout = await retrievePayout(connectedAccountId, payoutId, { priority });
    const named = [payout.balanceTransactionId, payout.failureBalanceTransactionId];
    const ids = await findUnknownBalanceTransactions(named.filter((id) => id !== null));
    for await (const page of listBalanceTransactions(connectedAccountId, { ids, priority }))
      await recordBalanceTransactions(ctx, page);
    await recordPayouts(ctx, { payouts: [payout], readAt });
  });
  await fetchDuePayoutContents(ctx, connectedAccountId, { payoutId });
}
