import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitchSteps } from '#drizzle/schema/kill-switch.ts';
import type { Transaction } from '../db/transaction.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../ledger/types.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { killSwitchId } from './schemas.ts';

/** Stripe was away so often for one step that a person has to know. */
const TRIES_MAX = 5;

const NOT_TOLD = 'Stripe has not told since that it pays nothing out by itself.';

/**
 * What became of one step. Only a waiting step takes it, so that a worker which was thought dead changes nothing.
 * `waiting` is another try, and so is having read back what the mirror does not say (`is_read_back`, which the database asks, too);
 * after five it has failed. Whoever presses looks at what could not be done; of an account that was seen
 * later an alarm tells.
 * @param input.tells whether open pages hear of it
 */
export const recordKillSwitchStep = defineVerb({
  permission: 'kill_switch.work',
  input: z.object({
    killSwitchId,
    connectedAccountId: z.string(),
    step: z.enum(['lock', 'cancel', 'read_back']),
    outcome: z.enum(['done', 'not_needed', 'not_possible', 'failed', 'waiting']),
    because: z.string().nullable(),
    tells: z.boolean().default(false),
  }),
  async run(tx, _ctx, { killSwitchId: id, connectedAccountId, step, outcome, because, tells }) {
    const isTold = sql`(${outcome} <> 'done' or ${step} <> 'read_back' or is_read_back(${killSwitchSteps}))`;
    const state = sql`case when ${isTold} then ${outcome} else 'waiting' end`;
    const [changed] = await tx
      .update(killSwitchSteps)
      .set({
        state: sql`case when ${state} = 'waiting' and tries + 1 >= ${TRIES_MAX} then 'failed' else ${state} end`,
        // Never more than fits: a number that somebody wrote by hand must not stop what a press does.
        tries: sql`least(tries, ${TRIES_MAX}::smallint) + 1`,
        because: sql`case when ${isTold} then ${because}::text else ${NOT_TOLD} end`,
        endedAt: sql`case when ${state} = 'waiting' and tries + 1 < ${TRIES_MAX} then null else clock_timestamp() end`,
      })
      .where(
        and(
          eq(killSwitchSteps.killSwitchId, id),
          eq(killSwitchSteps.connectedAccountId, connectedAccountId),
          eq(killSwitchSteps.step, step),
          eq(killSwitchSteps.state, 'waiting'),
        ),
      )
      .returning({
        state: killSwitchSteps.state,
        because: killSwitchSteps.because,
        seenAt: killSwitchSteps.seenAt,
      });
    if (changed !== undefined && changed.seenAt !== null && step !== 'cancel' && isLeftOver(changed.state))
      await raiseAlarms(tx, [await leftOverAlarm(tx, connectedAccountId, changed.because)]);
    if (tells) await tellKillSwitch(tx);
    const isChange = step !== 'read_back' && changed !== undefined && changed.state !== 'waiting';
    return {
      result: undefined,
      audit: isChange
        ? {
            action: 'kill_switch.step',
            subject: id,
            connectedAccountId,
            after: { step, state: changed.state, because: changed.because },
          }
        : null,
    };
  },
});

const isLeftOver = (state: string): boolean => state === 'failed' || state === 'not_possible';

async function leftOverAlarm(
  tx: Transaction,
  connectedAccountId: string,
  because: string | null,
): Promise<AlarmDraft> {
  const [account] = await tx.execute<{ name: string }>(sql`
    select display_name as name from connected_accounts where connected_account_id = ${connectedAccountId}`);
  return {
    kind: 'lock_weakened',
    subject: connectedAccountId,
    text: `A kill switch covers ${account?.name ?? connectedAccountId}, which came after the press, and its money is not held: ${because ?? 'Stripe did not answer.'}`,
  };
}
