import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * A customer paid, or a transfer arrived at its destination.
 *
 * Seller's book:    debit 1110/1100 with the net · credit 2110/2100 with the gross · debit 2110/2100 with each fee.
 * Platform's book:  debit 1110/1100 with the net · credit 2300 with the gross · debit 5100/5200 with each fee.
 */
export function chargePostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.collectedForSellers);
}
