import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { DomainError } from '../errors.ts';
import { KILL_SWITCH, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { lockKillSwitch } from './lock-kill-switch.ts';
import { killSwitchId } from './schemas.ts';

/** Somebody takes a wish for release off the table: it stands, and two people have to start again. */
export const keepKillSwitch = defineVerb({
  permission: 'kill_switch.engage',
  input: z.object({ killSwitchId }),
  async run(tx, { actor }, { killSwitchId: id }) {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide on a kill switch.');
    const pressed = await lockKillSwitch(tx, id);
    const state = nextState(KILL_SWITCH, 'keep', pressed.state, {});
    const noWish = { releaseAskedBy: null, releaseAskedAt: null, releaseReason: null };
    await tx
      .update(killSwitches)
      .set({ state, ...noWish })
      .where(eq(killSwitches.killSwitchId, id));
    await tellKillSwitch(tx);
    return {
      result: undefined,
      audit: {
        action: 'kill_switch.keep',
        subject: id,
        before: { askedBy: pressed.releaseAskedBy, reason: pressed.releaseReason },
      },
    };
  },
});
