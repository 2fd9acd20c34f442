import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { lockRiskAccounts } from '../facts/lock-risk-accounts.ts';
import { assessConnectedAccount } from './assess-connected-account.ts';

/**
 * In the transaction of whoever is about to send money of an account: until its end nobody learns anything of the account, and what
 * was learned before has been decided about. Two statements, because one would look with the eyes of before the lock.
 */
export async function assessIfDue(tx: Transaction, ctx: Context, connectedAccountId: string): Promise<void> {
  await lockRiskAccounts(tx, [connectedAccountId]);
  const due = await executeSet(
    tx,
    sql`select 1 from risk_due where connected_account_id = ${connectedAccountId}`,
  );
  if (due.length > 0) await assessConnectedAccount(ctx, { connectedAccountId }, tx);
}
