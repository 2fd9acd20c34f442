import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { holds } from '#drizzle/schema/holds.ts';
import { DomainError } from '../errors.ts';
import { HOLD, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { lockHold } from './lock-hold.ts';
import { holdId, reviewerText } from './schemas.ts';

/**
 * The first of two people says that there is no reason to stay any more, and why. The money stays until the second agrees.
 * @throws DomainError `conflict` when it is released, or when somebody has asked already
 */
export const askHoldRelease = defineVerb({
  permission: 'holds.release',
  input: z.strictObject({ holdId, reason: reviewerText }),
  run: async (tx, { actor }, { holdId: id, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people ask for a release.');
    const hold = await lockHold(tx, id);
    const state = nextState(HOLD, 'ask_release', hold.state, {});
    await tx
      .update(holds)
      .set({ state, releaseAskedBy: actor.operatorId, releaseAskedAt: sql`now()`, releaseReason: reason })
      .where(eq(holds.holdId, id));
    return {
      result: undefined,
      audit: {
        action: 'hold.ask_release',
        subject: id,
        connectedAccountId: hold.connectedAccountId,
        after: { reason },
      },
    };
  },
});
