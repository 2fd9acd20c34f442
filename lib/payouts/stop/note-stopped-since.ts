import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitchId } from '../../kill-switch/schemas.ts';
import { defineVerb } from '../../verb.ts';
import { IS_LEFT } from './left-by-a-step.ts';

/**
 * What a step had ended with as not done is done after all, as far as Stripe told so: on record. The step keeps how it ended.
 * @returns whether it is so
 */
export const noteStoppedSince = defineVerb({
  permission: 'kill_switch.work',
  input: z.object({ killSwitchId, connectedAccountId: z.string(), step: z.enum(['lock', 'cancel']) }),
  async run(tx, _ctx, { killSwitchId: id, connectedAccountId, step }) {
    const [known] = await tx.execute<{ state: string; because: string | null; isLeft: boolean }>(sql`
      select step.state, step.because, ${IS_LEFT} as "isLeft"
      from kill_switches as pressed join kill_switch_steps as step using (kill_switch_id)
        join connected_accounts as account using (connected_account_id)
      where step.kill_switch_id = ${id} and step.connected_account_id = ${connectedAccountId} and step.step = ${step}`);
    if (known === undefined || known.isLeft) return { result: false, audit: null };
    const { state, because } = known;
    return {
      result: true,
      audit: {
        action: 'kill_switch.step_again',
        subject: id,
        connectedAccountId,
        before: { step, state, because },
        after: { step },
      },
    };
  },
});
