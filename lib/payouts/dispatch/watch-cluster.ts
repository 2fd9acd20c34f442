import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { defineVerb } from '../../verb.ts';
import { CURRENT_CLUSTER } from './lock-attempt.ts';
import { lockDispatchRow } from './lock-dispatch-row.ts';

/**
 * Locks dispatch when this is not the Postgres that sent last: a backup that was put back, a copy, a standby that took over.
 * Whatever it believes to be unsent may have been sent.
 * @returns whether payouts may be sent
 */
export const watchCluster = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({}),
  async run(tx, ctx) {
    const [control] = await tx
      .select({
        lockedAt: dispatchControl.lockedAt,
        cluster: dispatchControl.cluster,
        current: CURRENT_CLUSTER,
      })
      .from(dispatchControl);
    if (control === undefined) throw new Error('The migrations write the one row of dispatch_control');
    if (control.cluster === control.current) return { result: control.lockedAt === null, audit: null };
    // The first of all, and whichever it is when a lock ends, is right: there Stripe's lists are read.
    if (control.cluster !== null)
      await lockDispatchRow(
        tx,
        ctx,
        'This database is not the one that sent the last payouts: it was restored, copied or has taken over.',
      );
    await tx.update(dispatchControl).set({ cluster: control.current }).where(eq(dispatchControl.one, 1));
    return { result: control.cluster === null && control.lockedAt === null, audit: null };
  },
});
