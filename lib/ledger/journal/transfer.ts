import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Platform to connected account, and its way back (`transfer_refund`, `transfer_cancel`, `transfer_failure`).
 *
 * Platform's book:  debit 2300 with the gross · credit 1100/1110 with the net; the way back flips the sides.
 * Seller's book (account debits and sellers who transfer on): debit 2100/2110 · credit 1100/1110.
 */
export function transferPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.collectedForSellers);
}
