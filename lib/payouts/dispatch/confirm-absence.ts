import { desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { refuseIfDone } from '../../audit/refuse-if-done.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { UNDO_SECONDS } from '../requests/route-columns.ts';
import { lockPayoutAccount, lockPayoutRequest } from './lock-attempt.ts';
import { renewLeaf } from './renew-leaf.ts';
import { renewed } from './renewed.ts';

/**
 * A person, who proves to be there, has seen that Stripe has no payout for the last attempt, and lets the request leave again, with a new key.
 * It leaves when as much time is over as after an approval, so that it can still be cancelled.
 * @throws DomainError `conflict` while that is not proven; `forbidden` without a proof of presence for exactly this attempt
 */
export const confirmAbsence = defineVerb({
  permission: 'payouts.resolve_unknown',
  input: z.object({ payoutRequestId: z.string(), payoutAttemptId: z.string(), stepUpProofId }),
  async run(tx, ctx, { payoutRequestId, payoutAttemptId, stepUpProofId: proofId }) {
    const [named] = await tx
      .select({ connectedAccountId: payoutRequests.connectedAccountId })
      .from(payoutRequests)
      .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    await lockPayoutAccount(tx, named?.connectedAccountId ?? '');
    const request = await lockPayoutRequest(tx, payoutRequestId);
    if (request.state !== 'unknown') await refuseIfDone(tx, renewed({ payoutRequestId, payoutAttemptId }));
    const [last] = await tx
      .select()
      .from(payoutAttempts)
      .where(eq(payoutAttempts.payoutRequestId, payoutRequestId))
      .orderBy(desc(payoutAttempts.attemptNumber))
      .limit(1);
    const isProven = last?.state === 'absent' && last.payoutAttemptId === payoutAttemptId;
    const state = nextState(PAYOUT_REQUEST, 'renew', request.state, { absence_is_proven: isProven });
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'payouts.renew',
      leaf: renewLeaf({ payoutRequestId, payoutAttemptId }),
    });
    await tx
      .update(payoutRequests)
      .set({ state, leavesAfter: sql`clock_timestamp() + make_interval(secs => ${UNDO_SECONDS})` })
      .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    await executeSet(
      tx,
      sql`update alarms set closed_at = now()
          where kind = 'payout_outcome_unknown' and subject = ${payoutRequestId} and closed_at is null`,
    );
    return {
      result: undefined,
      audit: {
        action: 'payout_request.renew',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state, payoutAttemptId, lookedUpAt: last?.lookedUpAt?.toISOString() },
        after: { state, proof },
      },
    };
  },
});
