import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { insertHold, lockHeldAccount } from '../../holds/insert-hold.ts';
import { holdPlacement } from '../../holds/schemas.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH } from './lock-dispatch-row.ts';
import { STRAYED } from './strayed.ts';

type Strayed = { payout_id: string; payout_request_id: string; connected_account_id: string };

/**
 * Stripe's lists of all enrolled accounts have been read whole since the lock: every request whose payout is there already
 * is held, and the lock ends.
 * @param begunAt when the reading began, by the database's clock
 * @returns whether dispatch is open
 */
export const recordDispatchReading = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ begunAt: z.string() }),
  async run(tx, ctx, { begunAt }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null) return { result: true, audit: null };
    const [reading] = await executeSet<{ is_after: boolean }>(
      tx,
      sql`select ${begunAt}::timestamptz > locked_at as is_after from dispatch_control`,
    );
    if (reading?.is_after !== true) return { result: false, audit: null };
    const held = await holdStrayed(tx, ctx);
    const byId = eq(dispatchControl.one, 1);
    await tx
      .update(dispatchControl)
      .set({ readWholeAt: sql`${begunAt}::timestamptz` })
      .where(byId);
    await tx.update(dispatchControl).set({ lockedAt: null, lockedBecause: null }).where(byId);
    await executeSet(
      tx,
      sql`update alarms set closed_at = now() where kind = 'dispatch_locked' and closed_at is null`,
    );
    return {
      result: true,
      audit: {
        action: 'dispatch.unlock',
        subject: DISPATCH,
        before: { lockedBecause: control.lockedBecause },
        after: { readWholeAt: begunAt, held },
      },
    };
  },
});

async function holdStrayed(tx: Transaction, ctx: Context): Promise<string[]> {
  const strayed = await executeSet<Strayed>(tx, STRAYED);
  const held = new Set<string>();
  for (const { payout_id: payoutId, payout_request_id, connected_account_id } of strayed) {
    if (held.has(payout_request_id)) continue;
    await lockHeldAccount(tx, connected_account_id);
    const { holdId } = await insertHold(
      tx,
      ctx,
      holdPlacement.parse({
        connectedAccountId: connected_account_id,
        payoutRequestId: payout_request_id,
        reason: 'other',
        reviewerText: `Stripe has ${payoutId} for this request, which this database does not know to have sent. Cancel the request.`,
        source: 'reconciliation',
        evidence: { payoutId },
      }),
    );
    held.add(payout_request_id);
    held.add(holdId);
  }
  return [...held].filter((id) => id.startsWith('hld_'));
}
