import { eq } from 'drizzle-orm';
import { riskFlags } from '#drizzle/schema/risk-decisions.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { lockRiskAccounts } from '../facts/lock-risk-accounts.ts';

/** A flag that is not over, until the end of the transaction; its account is locked first, as by whoever decides about it. @throws DomainError `not_found`, `conflict` */
export async function lockFlag(tx: Transaction, riskFlagId: string): Promise<typeof riskFlags.$inferSelect> {
  const byId = eq(riskFlags.riskFlagId, riskFlagId);
  const [named] = await tx
    .select({ connectedAccountId: riskFlags.connectedAccountId })
    .from(riskFlags)
    .where(byId);
  if (named === undefined) throw new DomainError('not_found', 'There is no such flag.');
  await lockRiskAccounts(tx, [named.connectedAccountId]);
  const [flag] = await tx.select().from(riskFlags).where(byId).for('update');
  if (flag === undefined) throw new Error('A flag is never deleted');
  if (flag.state === 'closed') throw new DomainError('conflict', 'This flag is closed already.');
  return flag;
}
