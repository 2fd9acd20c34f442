import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH, tellDispatchLock } from './lock-dispatch-row.ts';

/**
 * A later reading has read the list that could not be: two people may no longer end the lock because of it.
 * @returns false when another list has failed since, or none
 */
export const noteReadingGotOn = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ connectedAccountId: z.string() }),
  async run(tx, _ctx, { connectedAccountId }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null || control.readingFailedOn !== connectedAccountId)
      return { result: false, audit: null };
    const { readingFailedAt, readingFailedAgainAt } = control;
    await tx
      .update(dispatchControl)
      .set({ readingFailedAt: null, readingFailedOn: null, readingFailedAgainAt: null })
      .where(eq(dispatchControl.one, 1));
    await tellDispatchLock(
      tx,
      `${control.lockedBecause ?? ''} Stripe's list of payouts of ${connectedAccountId} has been read, and the reading goes on. One person opens dispatch once it is whole.`,
    );
    return {
      result: true,
      audit: {
        action: 'dispatch.read_on',
        subject: DISPATCH,
        before: {
          readingFailedAt: readingFailedAt?.toISOString() ?? null,
          readingFailedAgainAt: readingFailedAgainAt?.toISOString() ?? null,
        },
        after: { connectedAccountId },
      },
    };
  },
});
