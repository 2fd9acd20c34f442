import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { sellerOr } from './lines.ts';

/**
 * Money from a bank or another Stripe balance comes in; a reversal has the opposite sides.
 *
 * Platform's book:  debit 1110/1100 with the net · credit 1000 with the gross · debit 5100 with each fee.
 * Seller's book:    debit 1110/1100 with the net · credit 2110/2100 with the gross · debit 2110/2100 with each fee.
 */
export function topUpPostings(row: BalanceTransactionRow): PostingDraft[] {
  return sellerOr(row, LEDGER_ACCOUNT.bank);
}
