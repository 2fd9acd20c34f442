import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH } from './lock-dispatch-row.ts';

/** The first of two people says that what Stripe's lists would say is known otherwise. @throws DomainError `conflict` */
export const askDispatchUnlock = defineVerb({
  permission: 'kill_switch.release',
  input: z.object({ reason: reasonText }),
  async run(tx, ctx, { reason }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null) throw new DomainError('conflict', 'Dispatch is not locked.');
    if (control.readWholeAt !== null)
      throw new DomainError('conflict', 'Stripe’s lists have been read whole: one person unlocks dispatch.');
    await tx
      .update(dispatchControl)
      .set({ unlockAskedBy: actorId(ctx.actor) })
      .where(eq(dispatchControl.one, 1));
    return {
      result: undefined,
      audit: { action: 'dispatch.unlock_ask', subject: DISPATCH, after: { reason } },
    };
  },
});
