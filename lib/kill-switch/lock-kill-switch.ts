import { eq } from 'drizzle-orm';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

export type LockedKillSwitch = typeof killSwitches.$inferSelect;

/** The press as it is, until the caller's transaction ends. @throws DomainError `not_found` */
export async function lockKillSwitch(tx: Transaction, killSwitchId: string): Promise<LockedKillSwitch> {
  const [pressed] = await tx
    .select()
    .from(killSwitches)
    .where(eq(killSwitches.killSwitchId, killSwitchId))
    .for('update');
  if (!pressed) throw new DomainError('not_found', 'There is no such press of the kill switch.');
  return pressed;
}
