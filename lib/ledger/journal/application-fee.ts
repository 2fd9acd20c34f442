import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * The platform's earning on a connected account's charge or payout, or a refund of it with the opposite sides.
 *
 * Platform's book:  debit 1110/1100 with the net · credit 4100 with the gross · debit 5100/5200 with each fee.
 * Seller's book:    as any other money of the seller.
 */
export function applicationFeePostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.applicationFees);
}
