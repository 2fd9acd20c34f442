import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { riskFlags } from '#drizzle/schema/risk-decisions.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { lockFlag } from './lock-flag.ts';

/**
 * Makes its sender the one who looks into a flag, or nobody. Whoever takes it from a colleague has seen whose it was.
 * @throws DomainError `not_found`; `conflict` when it is over, or when it is somebody else's by now
 */
export const takeRiskFlag = defineVerb({
  permission: 'risk.decide',
  input: z.strictObject({
    riskFlagId: z.string().startsWith('rfl_'),
    /** Whose it was on the screen; null for nobody's. */
    seenOwnerId: z.string().nullable(),
    does: z.enum(['take', 'leave']),
  }),
  run: async (tx, { actor }, { riskFlagId, seenOwnerId, does }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people look into a flag.');
    const flag = await lockFlag(tx, riskFlagId);
    if (flag.ownerId !== seenOwnerId)
      throw new DomainError('conflict', 'Somebody else has taken it meanwhile. Look who, then decide.');
    if (does === 'leave' && flag.ownerId !== actor.operatorId)
      throw new DomainError('conflict', 'It is not yours to leave.');
    const ownerId = does === 'take' ? actor.operatorId : null;
    await tx.update(riskFlags).set({ ownerId }).where(eq(riskFlags.riskFlagId, riskFlagId));
    return {
      result: undefined,
      audit: {
        action: 'risk_flag.take',
        subject: riskFlagId,
        connectedAccountId: flag.connectedAccountId,
        before: { ownerId: flag.ownerId },
        after: { ownerId },
      },
    };
  },
});
