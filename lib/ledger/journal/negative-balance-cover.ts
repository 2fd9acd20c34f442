import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * `connect_collection_transfer`: after 180 days Stripe brings a negative connected balance to zero at the platform's cost.
 *
 * Platform's book:  debit 5300 · credit 1100 (the release of 1130 is a `reserve_transaction` of its own).
 * Seller's book:    debit 1100 · credit 2100: the seller's debt is gone.
 */
export function negativeBalanceCoverPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.negativeBalanceCover);
}
