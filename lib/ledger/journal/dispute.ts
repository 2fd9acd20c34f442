import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * A disputed amount is withdrawn, or reinstated with the opposite sides.
 *
 * Seller's book:    debit 2100/2110 with the gross and with the dispute fee · credit 1100/1110 with the net.
 * Platform's book:  debit 5400 with the gross · debit 5100 with the dispute fee · credit 1100/1110 with the net.
 * One dispute may have several of these; each is booked by itself.
 */
export function disputePostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.disputes);
}
