import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';

/** What one connected account owns in one currency by our books, free and set aside for payouts, in minor units; nothing is locked. */
export async function readReservedMoney(
  from: Database | Transaction,
  connectedAccountId: string,
  currency: string,
): Promise<{ available: bigint; reserved: bigint }> {
  const rows = await from.execute<{ code: number; balance: string }>(sql`
    select ledger_account_code as code, (credits - debits)::text as balance from ledger_balances
    where connected_account_id = ${connectedAccountId} and currency = ${currency}
      and ledger_account_code in (${LEDGER_ACCOUNT.sellerAvailable}, ${LEDGER_ACCOUNT.sellerReserved})`);
  const balanceOf = (code: number): bigint => BigInt(rows.find((row) => row.code === code)?.balance ?? 0);
  return {
    available: balanceOf(LEDGER_ACCOUNT.sellerAvailable),
    reserved: balanceOf(LEDGER_ACCOUNT.sellerReserved),
  };
}
