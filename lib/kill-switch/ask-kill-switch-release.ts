import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { DomainError } from '../errors.ts';
import { KILL_SWITCH, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { lockKillSwitch } from './lock-kill-switch.ts';
import { killSwitchId, reasonText } from './schemas.ts';

/**
 * The first of two people says that money may leave again, and why. Nothing leaves before the second.
 * @throws DomainError `conflict` unless it stands and nobody has asked
 */
export const askKillSwitchRelease = defineVerb({
  permission: 'kill_switch.release',
  input: z.object({ killSwitchId, reason: reasonText }),
  async run(tx, { actor }, { killSwitchId: id, reason }) {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people release a kill switch.');
    const pressed = await lockKillSwitch(tx, id);
    const state = nextState(KILL_SWITCH, 'ask_release', pressed.state, {});
    await tx
      .update(killSwitches)
      .set({
        state,
        releaseAskedBy: actor.operatorId,
        releaseAskedAt: sql`now()`,
        releaseReason: reason,
      })
      .where(eq(killSwitches.killSwitchId, id));
    await tellKillSwitch(tx);
    return {
      result: undefined,
      audit: { action: 'kill_switch.ask_release', subject: id, after: { reason } },
    };
  },
});
