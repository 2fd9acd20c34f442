import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import { tellKillSwitch } from '../../kill-switch/kill-switch-channel.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH } from './lock-dispatch-row.ts';

/**
 * Stripe's lists could not be read since the lock: two people may end it now. Noted once for each lock; the worker goes on trying.
 * @param begunAt when the reading began, by the database's clock @param because what Stripe answered
 * @returns false when it is noted already, nothing is locked, the lists were read, or the reading began before the lock
 */
export const noteReadingFailed = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ begunAt: z.string(), because: z.string() }),
  async run(tx, _ctx, { begunAt, because }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null || control.readWholeAt !== null || control.readingFailedAt !== null)
      return { result: false, audit: null };
    const [reading] = await executeSet<{ is_after: boolean }>(
      tx,
      sql`select ${begunAt}::timestamptz > locked_at as is_after from dispatch_control`,
    );
    if (reading?.is_after !== true) return { result: false, audit: null };
    await tx
      .update(dispatchControl)
      .set({ readingFailedAt: sql`clock_timestamp()` })
      .where(eq(dispatchControl.one, 1));
    await raiseAlarms(tx, [
      {
        kind: 'dispatch_locked',
        subject: DISPATCH,
        text: `${control.lockedBecause ?? ''} Stripe's lists could not be read: ${because} They are tried again; two people may open dispatch without them.`,
      },
    ]);
    await tellKillSwitch(tx);
    return {
      result: true,
      audit: { action: 'dispatch.read_failed', subject: DISPATCH, after: { begunAt, because } },
    };
  },
});
