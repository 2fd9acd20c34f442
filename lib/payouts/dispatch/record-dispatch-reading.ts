import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { insertHold, lockHeldAccount } from '../../holds/insert-hold.ts';
import { holdPlacement } from '../../holds/schemas.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH, tellDispatchLock } from './lock-dispatch-row.ts';
import { STRAYED } from './strayed.ts';

type Strayed = {
  payout_id: string;
  payout_request_id: string;
  connected_account_id: string;
  has_come_back: boolean;
  is_refused: boolean;
};

/**
 * Stripe's lists of these accounts have been read whole since the lock: every request whose payout is there already is held,
 * and one person may end the lock. The database refuses it while an enrolled account is not among them.
 * @param begunAt when the reading began, by the database's clock
 * @returns false when nothing is locked, or the reading began before the lock
 */
export const recordDispatchReading = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ begunAt: z.string(), connectedAccountIds: z.array(z.string()) }),
  async run(tx, ctx, { begunAt, connectedAccountIds }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null) return { result: false, audit: null };
    const [reading] = await executeSet<{ is_after: boolean }>(
      tx,
      sql`select ${begunAt}::timestamptz > locked_at as is_after from dispatch_control`,
    );
    if (reading?.is_after !== true) return { result: false, audit: null };
    const held = await holdStrayed(tx, ctx);
    await markRead(tx, connectedAccountIds);
    // Whoever asked did so because this could not be waited for; their word is on record and no longer needed.
    await tx
      .update(dispatchControl)
      .set({ readWholeAt: sql`clock_timestamp()`, unlockAskedBy: null })
      .where(eq(dispatchControl.one, 1));
    await tellDispatchLock(
      tx,
      `${control.lockedBecause ?? ''} Stripe's lists have been read whole. One person who proves to be there opens dispatch.`,
    );
    return {
      result: true,
      audit: {
        action: 'dispatch.read',
        subject: DISPATCH,
        before: { lockedBecause: control.lockedBecause },
        after: { begunAt, accounts: connectedAccountIds.length, held },
      },
    };
  },
});

/** Its accounts are locked in the one order of all writers. */
async function markRead(tx: Transaction, connectedAccountIds: readonly string[]): Promise<void> {
  const read = sql`connected_account_id = any(${sql.param([...connectedAccountIds])}::text[])`;
  await executeSet(
    tx,
    sql`select from payout_accounts where ${read} order by connected_account_id for update`,
  );
  await executeSet(tx, sql`update payout_accounts set payouts_read_at = clock_timestamp() where ${read}`);
}

async function holdStrayed(tx: Transaction, ctx: Context): Promise<string[]> {
  const strayed = await executeSet<Strayed>(tx, STRAYED);
  const held = new Set<string>();
  for (const one of strayed) {
    const { payout_id: payoutId, payout_request_id, connected_account_id } = one;
    if (held.has(payout_request_id)) continue;
    await lockHeldAccount(tx, connected_account_id);
    const { holdId } = await insertHold(
      tx,
      ctx,
      holdPlacement.parse({
        connectedAccountId: connected_account_id,
        payoutRequestId: payout_request_id,
        reason: 'other',
        reviewerText: textOf(one),
        source: 'reconciliation',
        evidence: { payoutId },
      }),
    );
    held.add(payout_request_id);
    held.add(holdId);
  }
  return [...held].filter((id) => id.startsWith('hld_'));
}

/** What stands there, and what its page offers: only an approved request, and one on the way to that, is said to be a payout's. */
function textOf({ payout_id: payoutId, has_come_back, is_refused }: Strayed): string {
  const found = `Stripe has ${payoutId} for this request, which this database does not know to have sent.`;
  if (has_come_back && is_refused)
    return `${found} Its money has come back: let this hold go, and the request can be opened again; or cancel it.`;
  if (has_come_back)
    return `${found} Its money has come back: let this hold go, and the request leaves once more, or is returned at once and can be opened again; or cancel it.`;
  const meant = is_refused
    ? 'If it was meant, cancel the request, which Stripe had refused before: that payout stays.'
    : 'If it was meant, say on this page that it is this request’s, which lets this hold go, or cancel the request: that payout stays either way.';
  return `${found} Its money has left. ${meant} If it was not meant, cancel that payout at Stripe, while it is pending, and the request. Letting this hold go sends nothing while it stands.`;
}
