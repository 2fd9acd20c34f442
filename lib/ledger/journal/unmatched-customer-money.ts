import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { netGrossAndFees } from './lines.ts';

/**
 * A customer sent money that no payment explains yet; the matching payment comes with the opposite row.
 *
 * Both books:  debit 1100/1110 with the net · credit 2310 with the gross.
 */
export function unmatchedCustomerMoneyPostings(row: BalanceTransactionRow): PostingDraft[] {
  return netGrossAndFees(row, LEDGER_ACCOUNT.unmatchedCustomerMoney);
}
