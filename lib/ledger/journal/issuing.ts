import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Card spending: holds, their release, transactions and disputes.
 *
 * Platform's book:  debit 5600 with the gross · credit 1160 (or the row's own bucket) with the net.
 * Seller's book:    debit 2140 (or what the bucket says) with the gross · credit the bucket with the net.
 */
export function issuingPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.issuingSpend);
}
