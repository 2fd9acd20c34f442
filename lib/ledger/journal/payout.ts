import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { bucketOf, credit, debit, feeLines, isPlatformBook, moneyAccount, sellerAccount } from './lines.ts';

/**
 * A payout leaves for the bank; its failure or cancellation, and a debit of the bank account, have the opposite sides.
 *
 * Both books:       debit 1180 with the gross · credit 1100 with the net.
 * Seller's book:    also debit 2100 · credit 2180 with the gross; a fee for speed is a debit of 2100.
 * Platform's book:  a fee for speed is a debit of 5100.
 * `available_on` of a payout is its arrival, not a change of balance: it touches available at once.
 */
export function payoutPostings(row: BalanceTransactionRow): PostingDraft[] {
  const bucket = row.balanceType === 'payments' ? 'available' : bucketOf(row);
  return [
    ...debit(moneyAccount(bucket), row.net, 'net'),
    ...credit(LEDGER_ACCOUNT.onItsWay, row.amount, 'gross'),
    ...feeLines(row, bucket),
    ...(isPlatformBook(row)
      ? []
      : [
          ...credit(sellerAccount(bucket), row.amount, 'seller_claim'),
          ...debit(LEDGER_ACCOUNT.sellerOnItsWay, row.amount, 'seller_claim'),
        ]),
  ];
}
