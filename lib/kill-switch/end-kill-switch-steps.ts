import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import type { Transaction } from '../db/transaction.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { readMoneyNotStopped } from './money-not-stopped.ts';
import { killSwitchId } from './schemas.ts';
import type { MoneyNotStopped } from './types.ts';

/**
 * The last step at Stripe has ended: from here on the page says what is so and what is left open. Of steps that came later the
 * press keeps the time at which it had ended first. @returns whether nothing waits
 */
export const endKillSwitchSteps = defineVerb({
  permission: 'kill_switch.work',
  input: z.object({ killSwitchId }),
  async run(tx, _ctx, { killSwitchId: id }) {
    const [ended] = await tx
      .update(killSwitches)
      .set({ stripeEndedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(killSwitches.killSwitchId, id),
          ne(killSwitches.state, 'released'),
          isNull(killSwitches.stripeEndedAt),
          sql`planned_at is not null`,
          sql`not exists (select from kill_switch_steps as step where step.kill_switch_id = ${id} and step.state = 'waiting')`,
        ),
      )
      .returning({ isDrill: killSwitches.isDrill });
    if (ended === undefined) return { result: await hasEnded(tx, id), audit: null };
    const counts = await tx.execute<{ step: string; state: string; count: number }>(sql`
      select step, state, count(*)::int as count from kill_switch_steps where kill_switch_id = ${id} group by 1, 2 order by 1, 2`);
    const notStopped = ended.isDrill ? [] : await readMoneyNotStopped(tx, id);
    await tellKillSwitch(tx);
    return {
      result: true,
      audit: {
        action: 'kill_switch.stripe_ended',
        subject: id,
        after: {
          ...Object.fromEntries(counts.map(({ step, state, count }) => [`${step} ${state}`, count])),
          ...(notStopped.length > 0 && { notStopped: notStopped.map(onRecord) }),
        },
      },
    };
  },
});

/** Minor units by currency, for money is no number in a record. */
const onRecord = ({ exposed, ...counted }: MoneyNotStopped) => ({
  ...counted,
  money: Object.fromEntries(exposed.map(({ amount, currency }) => [currency, amount.toString()])),
});

async function hasEnded(tx: Transaction, killSwitchId: string): Promise<boolean> {
  const [row] = await tx.execute<{ ended: boolean }>(sql`
    select stripe_ended_at is not null and not exists (select from kill_switch_steps as step
      where step.kill_switch_id = pressed.kill_switch_id and step.state = 'waiting') as ended
    from kill_switches as pressed where kill_switch_id = ${killSwitchId} and state <> 'released'`);
  if (row?.ended !== true) return false;
  await tellKillSwitch(tx);
  return true;
}
