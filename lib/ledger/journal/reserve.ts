import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { bucketOf, credit, debit, isPlatformBook, netGrossAndFees, sellerAccount } from './lines.ts';

/**
 * Stripe sets money aside or gives it back. A hold is negative in the payments balance, and may have a positive twin in
 * the risk reserve; old kinds have no twin.
 *
 * Both books, payments side of a hold:   debit 1190 · credit 1100/1110; in the seller's book also debit 2100/2110 · credit 2140.
 * Both books, reserve side of a hold:    debit 1140 · credit 1190.
 * Platform's `reserve_transaction`:      debit 1130 · credit 1100: money kept against negative connected balances.
 */
export function reservePostings(row: BalanceTransactionRow): PostingDraft[] {
  if (isPlatformBook(row) && row.type === 'reserve_transaction')
    return netGrossAndFees(row, LEDGER_ACCOUNT.connectReserved);
  const bucket = bucketOf(row);
  const lines = netGrossAndFees(row, LEDGER_ACCOUNT.reserveClearing);
  const claimMoves = !isPlatformBook(row) && (bucket === 'available' || bucket === 'pending');
  if (!claimMoves) return lines;
  return [
    ...lines,
    ...credit(sellerAccount(bucket), row.amount, 'seller_claim'),
    ...debit(LEDGER_ACCOUNT.sellerSetAside, row.amount, 'seller_claim'),
  ];
}
