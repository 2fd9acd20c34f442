import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { ROLE_PERMISSIONS } from '../auth/permissions.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { KILL_SWITCH, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { lockKillSwitch } from './lock-kill-switch.ts';
import { killSwitchId } from './schemas.ts';

/**
 * The second of two people: money that waits may leave again. No schedule is switched on again and no hold is released
 * by it; those are acts of their own.
 * @param input.askedBy who had asked when this was shown, so that nobody confirms another's wish unseen
 * @throws DomainError `conflict` when it is the same person, when another has asked meanwhile, or when the first may not any more
 */
export const confirmKillSwitchRelease = defineVerb({
  permission: 'kill_switch.release',
  input: z.object({ killSwitchId, askedBy: z.string().min(1).max(200) }),
  async run(tx, { actor }, { killSwitchId: id, askedBy }) {
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
    await refuseIfAskerMayNot(tx, askedBy);
    await tx
      .update(killSwitches)
      .set({ state, releasedBy: actor.operatorId, releasedAt: sql`now()` })
      .where(eq(killSwitches.killSwitchId, id));
    await tellKillSwitch(tx);
    return {
      result: undefined,
      audit: {
        action: 'kill_switch.release',
        subject: id,
        before: { state: pressed.state, askedBy },
        after: { state, reason: pressed.releaseReason },
      },
    };
  },
});

async function refuseIfAskerMayNot(tx: Transaction, operatorId: string): Promise<void> {
  const [asker] = await tx
    .select({ role: operators.role })
    .from(operators)
    .where(and(eq(operators.operatorId, operatorId), isNull(operators.disabledAt)))
    .for('share');
  if (!asker || !ROLE_PERMISSIONS[asker.role].includes('kill_switch.release'))
    throw new DomainError(
      'conflict',
      'Whoever asked for the release may not release any more. Keep the switch, then ask again.',
    );
}
