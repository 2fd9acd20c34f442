import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { holds } from '#drizzle/schema/holds.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import { stillMay } from '../auth/still-may.ts';
import { DomainError } from '../errors.ts';
import { HOLD, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { lockHold } from './lock-hold.ts';
import { releaseLeaf } from './release-leaf.ts';
import { holdId } from './schemas.ts';

/**
 * The second of two people agrees, and proves to be there: this reason is gone. A payout leaves only when it was the last one, and as it was approved.
 * @param input.askedBy who had asked when this was shown, so that nobody confirms another's wish unseen
 * @throws DomainError `conflict` when it is the same person or hand, when another has asked meanwhile, or when the first may not any more;
 * `forbidden` without an unspent proof of the same person for exactly this release
 */
export const confirmHoldRelease = defineVerb({
  permission: 'holds.release',
  input: z.strictObject({ holdId, askedBy: z.string().min(1).max(200), stepUpProofId }),
  run: async (tx, ctx, { holdId: id, askedBy, stepUpProofId: proofId }) => {
    const { actor } = ctx;
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people confirm a release.');
    const hold = await lockHold(tx, id);
    const state = nextState(HOLD, 'confirm_release', hold.state, {
      another_person: hold.releaseAskedBy !== actor.operatorId,
    });
    if (hold.releaseAskedBy !== askedBy)
      throw new DomainError(
        'conflict',
        'Somebody else has asked for the release meanwhile. Read why, then confirm.',
      );
    if (!(await stillMay(tx, [askedBy, actor.operatorId], 'holds.release')))
      throw new DomainError(
        'conflict',
        'One of the two people may not release holds any more. Keep the hold, then ask again.',
      );
    await refuseSameHand(tx, actor.operatorId, askedBy, 'Somebody else must confirm this release.');
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'holds.release',
      leaf: releaseLeaf(hold) ?? '',
    });
    await tx
      .update(holds)
      .set({ state, releasedBy: actor.operatorId, releasedAt: sql`now()` })
      .where(eq(holds.holdId, id));
    return {
      result: undefined,
      audit: {
        action: 'hold.release',
        subject: id,
        connectedAccountId: hold.connectedAccountId,
        before: { state: hold.state, askedBy },
        after: { state, reason: hold.releaseReason, proof },
      },
    };
  },
});
