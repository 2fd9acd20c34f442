import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import { stageJob } from '../../jobs/stage-job.ts';
import { ACCOUNT_REJECTION, nextState } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockAccountRejection } from './lock-account-rejection.ts';
import { rejectionLeaf } from './rejection-leaf.ts';
import { accountRejectionId } from './schemas.ts';

/**
 * The second person, who proves to be there, agrees. From now on it is said to Stripe until Stripe shows it.
 * @throws DomainError `not_found`; `conflict`, also to whoever asked; `precondition_failed` to the same hand; `forbidden` without a proof of presence for exactly this
 */
export const confirmAccountRejection = defineVerb({
  permission: 'connected_accounts.reject',
  input: z.strictObject({ accountRejectionId, stepUpProofId }),
  run: async (tx, ctx, { accountRejectionId: id, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide this.');
    const row = await lockAccountRejection(tx, id);
    const decidedBy = actorId(ctx.actor);
    const state = nextState(ACCOUNT_REJECTION, 'confirm', row.state, {
      another_person: row.askedBy !== decidedBy,
    });
    await refuseSameHand(tx, decidedBy, row.askedBy, 'Somebody else must confirm it.');
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'connected_accounts.reject',
      leaf: rejectionLeaf(row) ?? '',
    });
    await tx
      .update(accountRejections)
      .set({ state, decidedBy, decidedAt: sql`now()` })
      .where(eq(accountRejections.accountRejectionId, id));
    await stageJob(tx, 'send-account-rejections', {}, { key: 'all' });
    const { act, reasonCode, askedBy, reviewerText, connectedAccountId } = row;
    return {
      result: undefined,
      audit: {
        action: 'account_rejection.confirm',
        subject: id,
        connectedAccountId,
        before: { act, reasonCode, askedBy, reason: reviewerText },
        after: { proof },
      },
    };
  },
});
