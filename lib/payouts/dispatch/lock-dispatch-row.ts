import { isNull, sql } from 'drizzle-orm';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { tellKillSwitch } from '../../kill-switch/kill-switch-channel.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';

/** The one alarm of the lock. */
export const DISPATCH = 'dispatch';

/** On record: that somebody ended a lock. For `refuseIfDone`. */
export const UNLOCKED = sql`record.subject = ${DISPATCH} and record.action = 'dispatch.unlock'`;

/**
 * The last sign of a worker that this database has, where it was a while ago: they give one every five seconds, and a new one gives none before it has
 * looked which Postgres this is. What was put back sooner has forgotten next to nothing.
 */
const KNOWN_UNTIL = sql`(select beat_at from (select max(beat_at) as beat_at from heartbeats where name like 'worker:%') as last
  where beat_at < clock_timestamp() - interval '1 minute')`;

/**
 * From the commit on nothing is sent, until one person says so once Stripe's lists have been read whole, or two people do
 * where those cannot be read. The database raises the epoch, so that a call which was permitted a moment ago does not begin.
 * @returns false when it was locked already
 */
export async function lockDispatchRow(tx: Transaction, ctx: Context, because: string): Promise<boolean> {
  const locked = await tx
    .update(dispatchControl)
    .set({ lockedAt: sql`clock_timestamp()`, lockedBecause: because, knownUntil: KNOWN_UNTIL })
    .where(isNull(dispatchControl.lockedAt))
    .returning({ epoch: dispatchControl.epoch });
  if (locked.length === 0) return false;
  await raiseAlarms(tx, [
    {
      kind: 'dispatch_locked',
      subject: DISPATCH,
      text: `${because} No payout is sent until a person opens dispatch, once Stripe's lists have been read whole; where they cannot be read it takes two.`,
    },
  ]);
  await tellKillSwitch(tx);
  await recordAudit(tx, ctx, {
    action: 'dispatch.lock',
    subject: DISPATCH,
    after: { because, epoch: String(locked[0]?.epoch ?? '') },
  });
  return true;
}
