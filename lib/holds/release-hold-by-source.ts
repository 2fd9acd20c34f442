import { z } from 'zod';
import { HOLD, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { lockHold } from './lock-hold.ts';
import { liftBySource } from './lift-by-source.ts';
import { holdId, reviewerText } from './schemas.ts';
import { isSource } from './sources.ts';

/**
 * A source lifts its own hold: what it had found is not so any more. No source lifts another's, and people are no source.
 * @throws DomainError `conflict`
 */
export const releaseHoldBySource = defineVerb({
  permission: 'holds.release_own',
  input: z.strictObject({ holdId, reason: reviewerText }),
  run: async (tx, ctx, { holdId: id, reason }) => {
    const hold = await lockHold(tx, id);
    nextState(HOLD, 'release', hold.state, { own_source: isSource(ctx.actor, hold.source) });
    await liftBySource(tx, ctx, [id], reason);
    return {
      result: undefined,
      audit: {
        action: 'hold.release_by_source',
        subject: id,
        connectedAccountId: hold.connectedAccountId,
        before: { state: hold.state },
        after: { state: HOLD.moves.release.to, reason, source: hold.source },
      },
    };
  },
});
