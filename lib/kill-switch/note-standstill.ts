import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { KILL_SWITCH, nextState } from '../transitions.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { lockKillSwitch } from './lock-kill-switch.ts';
import { killSwitchId } from './schemas.ts';

/**
 * Looks whether a covered call may still be under way, and writes down that none is. Safe to ask at any moment and from
 * anywhere: the rows decide. `inFlight` is how many are.
 */
export const noteStandstill = defineVerb({
  permission: 'kill_switch.work',
  input: z.object({ killSwitchId }),
  async run(tx, _ctx, { killSwitchId: id }) {
    const pressed = await lockKillSwitch(tx, id);
    if (pressed.state !== 'engaging') return { result: { inFlight: 0 }, audit: null };
    const [counted] = await tx.execute<{ in_flight: bigint }>(
      pressed.isDrill
        ? // A drill stops nothing, so it waits for what had begun before it and for nothing later.
          sql`select count(*) as in_flight from payout_attempts
              where state = 'calling' and call_until > clock_timestamp() and last_called_at <= ${pressed.pressedAt.toISOString()}`
        : sql`select kill_switch_in_flight(scope, scope_value, pressed_at) as in_flight from kill_switches where kill_switch_id = ${id}`,
    );
    const inFlight = Number(counted?.in_flight ?? 0n);
    if (inFlight > pressed.inFlight)
      await tx.update(killSwitches).set({ inFlight }).where(eq(killSwitches.killSwitchId, id));
    if (inFlight > 0) return { result: { inFlight }, audit: null };
    const state = nextState(KILL_SWITCH, 'drained', pressed.state, { nothing_in_flight: true });
    const [stopped] = await tx
      .update(killSwitches)
      .set({ state, stoppedAt: sql`clock_timestamp()` })
      .where(eq(killSwitches.killSwitchId, id))
      .returning({ stoppedAt: killSwitches.stoppedAt });
    await tellKillSwitch(tx);
    return {
      result: { inFlight: 0 },
      audit: {
        action: 'kill_switch.engaged',
        subject: id,
        after: { wasInFlight: pressed.inFlight, stoppedAt: stopped?.stoppedAt?.toISOString() },
      },
    };
  },
});
