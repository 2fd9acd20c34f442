import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { liftBySource } from '../../holds/lift-by-source.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { refuseOthersLease } from '../review/review-lease.ts';
import { lockPayoutRequest, voidApprovals } from './lock-payout-request.ts';
import { refuseHeld } from './refuse-held.ts';
import { endRequestUnpaid } from './request-money.ts';

/**
 * Takes a request back before it leaves; its money is free again. Like a decision, it waits for whoever has it open. Where Stripe has a payout
 * for it that this database had forgotten, the person says so by `stays`: that payout stays as it is, which is on record, and the hold because
 * of it ends.
 * @param stays the id of that payout, as it was shown; null where none was
 * @throws DomainError `not_found`, `conflict`, also where another such payout stands by now
 */
export const cancelPayoutRequest = defineVerb({
  permission: 'payouts.cancel',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    seenVersion: z.int().positive(),
    reason: reasonText,
    stays: z.string().startsWith('po_').nullable().default(null),
  }),
  run: async (tx, ctx, { payoutRequestId, seenVersion, reason, stays }) => {
    const request = await lockPayoutRequest(tx, payoutRequestId, seenVersion);
    if (ctx.actor.kind === 'operator') await refuseOthersLease(tx, request, ctx.actor.operatorId);
    const state = nextState(PAYOUT_REQUEST, 'cancel', request.state, {});
    await refuseHeld(tx, payoutRequestId, { isCancelled: true });
    const payoutId = await readForgotten(tx, payoutRequestId);
    if (payoutId !== null && payoutId !== stays)
      throw new DomainError(
        'conflict',
        `Stripe has ${payoutId} for this request, which stays when the request is cancelled. It was not shown to you. Look at it, then decide.`,
      );
    const voided = await voidApprovals(tx, payoutRequestId, `Cancelled: ${reason}`);
    await liftHoldsOfReading(tx, ctx, payoutRequestId);
    await endRequestUnpaid(tx, request, state, ctx.now);
    if (payoutId !== null)
      await executeSet(
        tx,
        sql`update alarms set closed_at = now() where kind = 'payout_bypassed' and subject = ${payoutId} and closed_at is null`,
      );
    return {
      result: { payoutRequestId, state },
      audit: {
        action: 'payout_request.cancel',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state, payload: request.payload },
        after: { state, reason, voided, ...(payoutId === null ? {} : { payoutId }) },
      },
    };
  },
});

/** The payout of the lost time that Stripe has for it, whose money has left and that no attempt has. */
async function readForgotten(tx: Transaction, payoutRequestId: string): Promise<string | null> {
  const [forgotten] = await executeSet<{ payout_id: string }>(
    tx,
    sql`select payout.payout_id from bypasses as incident join payouts as payout on payout.payout_id = incident.subject
        where incident.kind = 'payout' and incident.payout_request_id = ${payoutRequestId} and payout.status not in ('failed', 'canceled')
          and not exists (select from payout_attempts as attempt where attempt.payout_id = payout.payout_id)`,
  );
  return forgotten?.payout_id ?? null;
}

/** The reading of Stripe's lists held it so that it is not paid a second time: now it is paid by nobody. */
async function liftHoldsOfReading(tx: Transaction, ctx: Context, payoutRequestId: string): Promise<void> {
  const holds = await executeSet<{ hold_id: string }>(
    tx,
    sql`select hold_id from holds where payout_request_id = ${payoutRequestId} and source = 'reconciliation' and state <> 'released'
        order by hold_id for update`,
  );
  await liftBySource(
    tx,
    ctx,
    holds.map(({ hold_id: holdId }) => holdId),
    'The request is cancelled: nothing is sent for it any more.',
  );
}
