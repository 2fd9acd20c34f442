import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import { executeSet } from './execute-set.ts';

/** One connected account's money in one currency. */
type Book = { readonly connectedAccountId: string; readonly currency: string };
type Reserved = { available: bigint; reserved: bigint };

/**
 * What connected accounts own in a currency each by our books, free and set aside for payouts, in minor units; one statement
 * however many are asked for, and nothing is locked. @returns the money of each of them
 */
export async function readReservedMoney(
  from: Database | Transaction,
  books: readonly Book[],
): Promise<(book: Book) => Reserved> {
  const rows = await executeSet<{ account: string; currency: string; code: number; balance: string }>(
    from,
    sql`
    select connected_account_id as account, currency, ledger_account_code as code, (credits - debits)::text as balance
    from ledger_balances
    join (select distinct * from unnest(
      ${sql.param(books.map(({ connectedAccountId }) => connectedAccountId))}::text[],
      ${sql.param(books.map(({ currency }) => currency))}::text[]) as asked (connected_account_id, currency)) as asked
      using (connected_account_id, currency)
    where ledger_account_code in (${LEDGER_ACCOUNT.sellerAvailable}, ${LEDGER_ACCOUNT.sellerReserved})`,
  );
  const key = ({ connectedAccountId, currency }: Book, code: number): string =>
    `${connectedAccountId} ${currency} ${String(code)}`;
  const balances = new Map(
    rows.map(({ account, currency, code, balance }) => [
      key({ connectedAccountId: account, currency }, code),
      BigInt(balance),
    ]),
  );
  const balanceOf = (book: Book, code: number): bigint => balances.get(key(book, code)) ?? 0n;
  return (book) => ({
    available: balanceOf(book, LEDGER_ACCOUNT.sellerAvailable),
    reserved: balanceOf(book, LEDGER_ACCOUNT.sellerReserved),
  });
}
