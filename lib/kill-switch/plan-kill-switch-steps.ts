import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { defineVerb } from '../verb.ts';
import { lockKillSwitch } from './lock-kill-switch.ts';
import { keepAccountsOut } from './plan-lock.ts';
import { killSwitchId } from './schemas.ts';
import { writeSteps } from './write-steps.ts';

/**
 * Writes down, once, what is to be done at Stripe for each connected account that a press covers. A drill has the same steps.
 * What comes to be covered later is seen by `extendKillSwitches`, and none falls between the two: whatever was being recorded
 * meanwhile is waited for.
 * @returns how many accounts; null when it was written down before, or the switch is released
 */
export const planKillSwitchSteps = defineVerb({
  permission: 'kill_switch.work',
  input: z.object({ killSwitchId }),
  async run(tx, _ctx, { killSwitchId: id }) {
    // Before the press itself: whoever records an account waits for the press with this lock in hand.
    await keepAccountsOut(tx);
    const pressed = await lockKillSwitch(tx, id);
    if (pressed.plannedAt !== null || pressed.state === 'released') return { result: null, audit: null };
    const accounts = (await writeSteps(tx, { killSwitchId: id, among: null, isLater: false })).length;
    await tx
      .update(killSwitches)
      .set({ plannedAt: sql`clock_timestamp()` })
      .where(eq(killSwitches.killSwitchId, id));
    return { result: accounts, audit: { action: 'kill_switch.plan', subject: id, after: { accounts } } };
  },
});
