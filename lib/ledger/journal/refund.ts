import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Money went back to a customer, a payment failed after the fact, or a transfer was pulled back (seller's side).
 *
 * Seller's book:    debit 2110/2100 with the gross · credit 1110/1100 with the net · returned fees flip their side.
 * Platform's book:  debit 2300 with the gross · credit 1110/1100 with the net.
 * A refund that failed has positive amounts and so the opposite sides.
 */
export function refundPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.collectedForSellers);
}
