import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { netGrossAndFees } from './lines.ts';

/**
 * Stripe advances money against pending funds and takes it back later.
 *
 * Both books, money in:   debit 1100/1110 with the net · credit 2400 with the gross.
 * Both books, repayment:  debit 2400 with the gross · credit 1100/1110 with the net.
 * The seller is owed nothing more by it.
 */
export function advancePostings(row: BalanceTransactionRow): PostingDraft[] {
  return netGrossAndFees(row, LEDGER_ACCOUNT.advances);
}
