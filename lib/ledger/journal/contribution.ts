import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Contributions and climate orders, and their refunds with the opposite sides.
 *
 * Platform's book:  debit 5500 with the gross · credit 1100/1110 with the net.
 * Seller's book:    debit 2100/2110 with the gross · credit 1100/1110 with the net.
 */
export function contributionPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.contributions);
}
