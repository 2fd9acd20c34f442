import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import { stillMay } from '../auth/still-may.ts';
import { DomainError } from '../errors.ts';
import { KILL_SWITCH, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { lockKillSwitch } from './lock-kill-switch.ts';
import { killSwitchReleaseLeaf } from './release-leaf.ts';
import { killSwitchId } from './schemas.ts';
import { closeUntold } from './untold-schedule.ts';

/**
 * The second of two people, who proves to be there: money that waits may leave again. No schedule is switched on again and no hold is released
 * by it; those are acts of their own.
 * @param input.askedBy who had asked when this was shown, so that nobody confirms another's wish unseen
 * @throws DomainError `conflict` when it is the same person or hand, when another has asked meanwhile, or when the first may not any more;
 * `forbidden` without an unspent proof of the same person for exactly this release
 */
export const confirmKillSwitchRelease = defineVerb({
  permission: 'kill_switch.release',
  input: z.object({ killSwitchId, askedBy: z.string().min(1).max(200), stepUpProofId }),
  async run(tx, ctx, { killSwitchId: id, askedBy, stepUpProofId: proofId }) {
    const { actor } = ctx;
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people release a kill switch.');
    const pressed = await lockKillSwitch(tx, id);
    const state = nextState(KILL_SWITCH, 'confirm_release', pressed.state, {
      another_person: pressed.releaseAskedBy !== actor.operatorId,
    });
    if (pressed.releaseAskedBy !== askedBy)
      throw new DomainError(
        'conflict',
        'Somebody else has asked for the release meanwhile. Read why, then confirm.',
      );
    if (!(await stillMay(tx, [askedBy], 'kill_switch.release')))
      throw new DomainError(
        'conflict',
        'Whoever asked for the release may not release any more. Keep the switch, then ask again.',
      );
    await refuseSameHand(tx, actor.operatorId, askedBy, 'Somebody else must confirm this release.');
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'kill_switch.release',
      leaf: killSwitchReleaseLeaf(pressed) ?? '',
    });
    await tx
      .update(killSwitches)
      .set({ state, releasedBy: actor.operatorId, releasedAt: sql`now()` })
      .where(eq(killSwitches.killSwitchId, id));
    await closeUntold(tx);
    await tellKillSwitch(tx);
    return {
      result: undefined,
      audit: {
        action: 'kill_switch.release',
        subject: id,
        before: { state: pressed.state, askedBy },
        after: { state, reason: pressed.releaseReason, proof },
      },
    };
  },
});
