import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Adjustments by Stripe that are no disputes, in either direction.
 *
 * Platform's book, money taken:  debit 5900 with the gross · credit 1100/1110 with the net.
 * Seller's book, money taken:    debit 2100/2110 with the gross · credit 1100/1110 with the net.
 */
export function adjustmentPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.otherAdjustments);
}
