import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { debit, credit, feesOf, bucketOf, moneyAccount } from './lines.ts';

/**
 * A type that we do not know: booked so that the balance agrees, parked for a person.
 *
 * Both books:  debit 1110/1100 with the net · credit 9900 with the gross · debit 9900 with each fee; an alarm is raised.
 */
export function unknownPostings(row: BalanceTransactionRow): PostingDraft[] {
  return [
    ...debit(moneyAccount(bucketOf(row)), row.net, 'net'),
    ...credit(LEDGER_ACCOUNT.suspense, row.amount, 'gross'),
    ...feesOf(row).flatMap(({ component, amount }) => debit(LEDGER_ACCOUNT.suspense, amount, component)),
  ];
}
