import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { LEDGER_ACCOUNT, PLATFORM_BOOK } from './chart-of-accounts.ts';
import { executeSet } from './execute-set.ts';

/** Money is pending for at most so long; it bounds the partitions that are read. */
const PENDING_DAYS_MAX = 60;

/** One currency of a connected account with what its book says is available; minor units, negative where it owes. */
export type OwnBook = { currency: string; available: bigint };

/** The currencies in which a connected account has or owes available money, in alphabetical order. */
export async function readOwnBooks(
  db: Transaction | Database,
  connectedAccountId: string,
): Promise<OwnBook[]> {
  const rows = await executeSet<{ currency: string; available: string }>(
    db,
    sql`
    select currency, (credits - debits)::text as available from ledger_balances
    where connected_account_id = ${connectedAccountId} and ledger_account_code = ${LEDGER_ACCOUNT.sellerAvailable}
      and credits <> debits
    order by currency`,
  );
  return rows.map(({ currency, available }) => ({ currency, available: BigInt(available) }));
}

/** A book with available money. */
export type MoneyBook = { connectedAccountId: string; currency: string; available: bigint };

/**
 * Books of connected accounts with money in 2100, in the order of their accounts; a page ends between two of them.
 * @param after the last account of the page before, or null
 */
export async function listMoneyBooks(
  db: Transaction | Database,
  after: string | null,
  accounts: number,
): Promise<MoneyBook[]> {
  const rows = await executeSet<{ id: string; currency: string; available: string }>(
    db,
    sql`
    with page as (
      select distinct connected_account_id from ledger_balances
      where connected_account_id > ${after ?? ''} and connected_account_id <> ${PLATFORM_BOOK}
        and ledger_account_code = ${LEDGER_ACCOUNT.sellerAvailable} and credits > debits
      order by connected_account_id limit ${accounts})
    select connected_account_id as id, currency, (credits - debits)::text as available
    from ledger_balances join page using (connected_account_id)
    where ledger_account_code = ${LEDGER_ACCOUNT.sellerAvailable} and credits > debits
    order by connected_account_id, currency`,
  );
  return rows.map(({ id, currency, available }) => ({
    connectedAccountId: id,
    currency,
    available: BigInt(available),
  }));
}

/** What came in of one book and became available in the last days, in minor units, whatever left since. */
export async function sumBecameAvailable(
  db: Transaction | Database,
  { connectedAccountId, currency }: { connectedAccountId: string; currency: string },
  days: number,
): Promise<bigint> {
  const [row] = await executeSet<{ sum: string }>(
    db,
    sql`
    select coalesce(sum(net), 0)::text as sum from balance_transactions
    where connected_account_id = ${connectedAccountId} and currency = ${currency} and balance_type = 'payments' and net > 0
      and occurred_at > now() - make_interval(days => ${days + PENDING_DAYS_MAX})
      and available_at > now() - make_interval(days => ${days}) and available_at <= now()`,
  );
  return BigInt(row?.sum ?? 0);
}
