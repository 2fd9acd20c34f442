import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Fees that Stripe bills by themselves; `amount` is negative.
 *
 * Platform's book:  debit 5100 with the gross · credit 1100/1110 with the net.
 * Seller's book:    debit 2100/2110 with the gross · credit 1100/1110 with the net.
 */
export function stripeFeePostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.stripeFees);
}
