import { eq, sql } from 'drizzle-orm';
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

/** Says anew, in the lock's one alarm and on every open page, how it stands. @param text for people */
export async function tellDispatchLock(tx: Transaction, text: string): Promise<void> {
  await raiseAlarms(tx, [{ kind: 'dispatch_locked', subject: DISPATCH, text }]);
  await tellKillSwitch(tx);
}

/**
 * From the commit on nothing is sent, until one person says so once Stripe's lists have been read whole, or two people do
 * where those cannot be read. The database raises the epoch, so that a call which was permitted a moment ago does not begin. Where dispatch
 * is locked already the lock begins anew: what was read for an earlier reason was read of another past.
 */
export async function lockDispatchRow(tx: Transaction, ctx: Context, because: string): Promise<void> {
  const [locked] = await tx
    .update(dispatchControl)
    .set({
      lockedAt: sql`clock_timestamp()`,
      lockedBecause: because,
      // What an earlier lock was for may not be settled yet.
      knownUntil: sql`case when locked_at is null then ${KNOWN_UNTIL} else least(known_until, ${KNOWN_UNTIL}) end`,
    })
    .returning({ epoch: dispatchControl.epoch });
  await tellDispatchLock(
    tx,
    `${because} No payout is sent until a person opens dispatch, once Stripe's lists have been read whole; where they cannot be read it takes two.`,
  );
  await recordAudit(tx, ctx, {
    action: 'dispatch.lock',
    subject: DISPATCH,
    after: { because, epoch: String(locked?.epoch ?? '') },
  });
}

/**
 * The same for a payout that shows itself to be none of ours. A lock that stands already stays, with what it knows; its lists are read once
 * more, so that the request of this payout is held like those of the others.
 */
export async function lockDispatchRowOnce(tx: Transaction, ctx: Context, because: string): Promise<void> {
  const [control] = await tx.select().from(dispatchControl).for('update');
  if (control?.lockedAt == null) {
    await lockDispatchRow(tx, ctx, because);
    return;
  }
  if (control.readWholeAt === null) return;
  await tx.update(dispatchControl).set({ readWholeAt: null }).where(eq(dispatchControl.one, 1));
  await tellDispatchLock(tx, `${because} Stripe's lists are read once more before a person opens dispatch.`);
  await recordAudit(tx, ctx, {
    action: 'dispatch.read_again',
    subject: DISPATCH,
    before: { readWholeAt: control.readWholeAt },
    after: { because },
  });
}
