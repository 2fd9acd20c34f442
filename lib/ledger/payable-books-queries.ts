import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import { executeSet } from './execute-set.ts';

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
