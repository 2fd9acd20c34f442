import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Taxes, and payments that the balance makes to another business on Stripe.
 *
 * Platform's book:  debit 5200 with the gross · credit 1100/1110 with the net; a reversal flips the sides.
 * Seller's book:    debit 2100/2110 with the gross · credit 1100/1110 with the net.
 */
export function taxPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.taxesAndOtherFees);
}
