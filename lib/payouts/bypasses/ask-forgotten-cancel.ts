import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bypasses } from '#drizzle/schema/bypasses.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { actingPerson } from '../../approvals/step-up/acting-person.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutAccount, lockPayoutRequest } from '../dispatch/lock-attempt.ts';
import { forgottenCancelLeaf } from './forgotten-cancel-leaf.ts';
import { refuseRecognised, refuseWhileCancelled } from './forgotten-decisions.ts';

/**
 * A person, who proves to be there, has a payout cancelled at Stripe that this database has forgotten and nobody has written down as its
 * request's. Nothing is called here: its incident waits again, and the worker that undoes incidents cancels it. Until Stripe has
 * answered nobody writes it down.
 * @throws DomainError `conflict` while it may not be; `forbidden` without a proof of presence for exactly this payout
 */
export const askForgottenCancel = defineVerb({
  permission: 'payouts.resolve_unknown',
  input: z.object({ payoutRequestId: z.string(), payoutId: z.string(), reason: reasonText, stepUpProofId }),
  async run(tx, ctx, { payoutRequestId, payoutId, reason, stepUpProofId: proofId }) {
    const { operatorId } = actingPerson(ctx);
    const { payout, incident } = await lockForgotten(tx, { payoutRequestId, payoutId });
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'payouts.cancel_forgotten',
      leaf: forgottenCancelLeaf({ payoutRequestId, payoutId }),
    });
    await tx
      .update(bypasses)
      .set({
        state: 'waiting',
        endedAt: null,
        tries: 0,
        undone: null,
        notUndone: null,
        cancelAsks: incident.cancelAsks + 1,
        cancelAskedBy: operatorId,
        cancelAskedAt: sql`clock_timestamp()`,
        cancelReason: reason,
      })
      .where(eq(bypasses.bypassId, incident.bypassId));
    return {
      result: undefined,
      audit: {
        action: 'payout_request.cancel_forgotten',
        subject: payoutRequestId,
        connectedAccountId: payout.connectedAccountId,
        before: { notUndone: incident.notUndone },
        after: { payoutId, reason, proof },
      },
    };
  },
});

/** In the order of `recognisePayout`, so that one of the two waits for the other. @throws DomainError when it is not to be cancelled */
async function lockForgotten(
  tx: Transaction,
  shown: { payoutRequestId: string; payoutId: string },
): Promise<{ payout: typeof payouts.$inferSelect; incident: typeof bypasses.$inferSelect }> {
  const { payoutRequestId, payoutId } = shown;
  const [payout] = await tx.select().from(payouts).where(eq(payouts.payoutId, payoutId)).for('update');
  if (payout === undefined) throw new DomainError('not_found', 'There is no such payout.');
  await lockPayoutAccount(tx, payout.connectedAccountId);
  await lockPayoutRequest(tx, payoutRequestId);
  await refuseRecognised(tx, shown);
  await refuseWhileCancelled(tx, shown);
  const [incident] = await tx
    .select()
    .from(bypasses)
    .where(and(eq(bypasses.kind, 'payout'), eq(bypasses.subject, payoutId)))
    .for('update');
  if (incident?.payoutRequestId !== payoutRequestId)
    throw new DomainError(
      'conflict',
      'No incident says that Stripe has this payout for exactly this request.',
    );
  if (incident.state === 'waiting')
    throw new DomainError('conflict', 'A worker looks at it just now. Look again in a minute.');
  if (payout.status !== 'pending' || payout.isAutomatic)
    throw new DomainError(
      'conflict',
      `Stripe cancels a payout only while it is pending, and ${payoutId} is ${payout.status.replaceAll('_', ' ')}. Nothing was asked for.`,
    );
  return { payout, incident };
}
