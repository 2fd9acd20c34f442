import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import { holds } from '#drizzle/schema/holds.ts';
import { ROLE_PERMISSIONS } from '../auth/permissions.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { HOLD, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { lockHold } from './lock-hold.ts';
import { holdId } from './schemas.ts';

/**
 * The second of two people agrees: this reason is gone. A payout leaves only when it was the last one, and as it was approved.
 * @param input.askedBy who had asked when this was shown, so that nobody confirms another's wish unseen
 * @throws DomainError `conflict` when it is the same person, when another has asked meanwhile, or when the first may not any more
 */
export const confirmHoldRelease = defineVerb({
  permission: 'holds.release',
  input: z.strictObject({ holdId, askedBy: z.string().min(1).max(200) }),
  run: async (tx, { actor }, { holdId: id, askedBy }) => {
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
    await refuseUnlessStillMay(tx, [askedBy, actor.operatorId]);
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
        after: { state, reason: hold.releaseReason },
      },
    };
  },
});

/** Both as they are in the database now and until this is written: a role that is being taken away waits, or wins before. */
async function refuseUnlessStillMay(tx: Transaction, operatorIds: readonly string[]): Promise<void> {
  for (const operatorId of [...operatorIds].sort()) {
    const [person] = await tx
      .select({ role: operators.role })
      .from(operators)
      .where(and(eq(operators.operatorId, operatorId), isNull(operators.disabledAt)))
      .for('share');
    if (person === undefined || !ROLE_PERMISSIONS[person.role].includes('holds.release'))
      throw new DomainError(
        'conflict',
        'One of the two people may not release holds any more. Keep the hold, then ask again.',
      );
  }
}
