import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { holds } from '#drizzle/schema/holds.ts';
import { DomainError } from '../errors.ts';
import { HOLD, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { lockHold } from './lock-hold.ts';
import { holdId } from './schemas.ts';

/** Somebody takes a wish for release off the table: the hold stands, and two people have to start again. */
export const keepHold = defineVerb({
  permission: 'holds.place',
  input: z.strictObject({ holdId }),
  run: async (tx, { actor }, { holdId: id }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide on a release.');
    const hold = await lockHold(tx, id);
    const state = nextState(HOLD, 'keep', hold.state, {});
    await tx
      .update(holds)
      .set({ state, releaseAskedBy: null, releaseAskedAt: null, releaseReason: null })
      .where(eq(holds.holdId, id));
    return {
      result: undefined,
      audit: {
        action: 'hold.keep',
        subject: id,
        connectedAccountId: hold.connectedAccountId,
        before: { askedBy: hold.releaseAskedBy, reason: hold.releaseReason },
      },
    };
  },
});
