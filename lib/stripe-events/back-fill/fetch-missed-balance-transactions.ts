import type { Context } from '../../context.ts';
import { findUnknownBalanceTransactions } from '../../ledger/find-unknown-balance-transactions.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { listBalanceTransactions } from '../../stripe/list-balance-transactions.ts';
import { fetchWindow, type FetchOptions } from './fetch-window.ts';

/**
 * A mark of its own: the other one is also moved by what webhooks make us read, and would skip the whole-day listing.
 * A complete listing moves both.
 */
const CURSORS = ['balance_transaction_back_fill', 'balance_transaction'] as const;

/** Lists the balance transactions of one account or of `platform` and records those that are missing. */
export function fetchMissedBalanceTransactions(
  ctx: Context,
  connectedAccountId: string,
  options: FetchOptions,
): Promise<{ listed: number; added: number }> {
  return fetchWindow(
    ctx,
    connectedAccountId,
    {
      kind: 'balance_transaction',
      cursors: CURSORS,
      list: listBalanceTransactions,
      store: async (page) => {
        const unknown = new Set(
          await findUnknownBalanceTransactions(page.map((row) => row.balanceTransactionId)),
        );
        await recordBalanceTransactions(ctx, page);
        return page.filter((row) => unknown.has(row.balanceTransactionId));
      },
    },
    options,
  );
}
