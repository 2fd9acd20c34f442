import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { readOwnBooks } from '../../ledger/payable-books-queries.ts';
import { FILE_LINES_MAX } from '../rules/payout-file.ts';

/** Lines that ask for everything in each currency in which chosen accounts have money, to start from. */
export async function listPayableLines(
  ctx: Context,
  connectedAccountIds: readonly string[],
): Promise<string[]> {
  authorize(ctx, 'payouts.propose');
  const lines: string[] = [];
  for (const id of connectedAccountIds.slice(0, FILE_LINES_MAX)) {
    if (!id.startsWith('acct_')) continue;
    for (const { currency, available } of await readOwnBooks(database(), id))
      if (available > 0n) lines.push(`${id}, ${currency.toUpperCase()}, all`);
  }
  return lines.slice(0, FILE_LINES_MAX);
}
