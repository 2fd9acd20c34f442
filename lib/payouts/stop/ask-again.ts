import { sql } from 'drizzle-orm';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { sendManualSchedule, stopOutcome } from '../../connected-accounts/send-manual-schedule.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { sendPayoutCancels } from '../send-payout-cancels.ts';
import { IS_LEFT } from './left-by-a-step.ts';
import { noteStoppedSince } from './note-stopped-since.ts';

/** As many as are asked in some seconds. Whoever is beyond has a turn with a later look: they are drawn by lot. */
const BATCH = 200;

type Left = {
  killSwitchId: string;
  connectedAccountId: string;
  step: 'lock' | 'cancel';
  currency: string | null;
  method: string | null;
};

/**
 * Asks Stripe once more for what presses that stand were to do and what Stripe, as last read, has not done: a schedule that a step called not
 * possible or failed, a manual payout that still waits whatever its step says. A step ends on record, and a record can be written by hand; it
 * is no reason to stop trying. @param endedWithin minutes: only what ended lately; null for all
 * @returns how much of it is stopped after all
 */
export async function askAgain(
  ctx: Context,
  { endedWithin }: { endedWithin: number | null },
): Promise<number> {
  let stopped = 0;
  for (const left of await listLeft(endedWithin)) {
    try {
      await ask(ctx, left);
    } catch (error) {
      // No answer of Stripe's: the next look asks again. @throws whatever is no such error
      stopOutcome(error);
    }
    if (await noteStoppedSince(ctx, left)) stopped += 1;
  }
  return stopped;
}

async function ask(ctx: Context, { connectedAccountId, step, currency, method }: Left): Promise<void> {
  if (step === 'cancel') {
    await sendPayoutCancels(ctx, { connectedAccountId, isDrill: false, currency, method });
    return;
  }
  await sendManualSchedule(connectedAccountId);
  await fetchConnectedAccount(ctx, connectedAccountId);
}

async function listLeft(endedWithin: number | null): Promise<Left[]> {
  return database().execute<Left>(sql`
    select step.kill_switch_id as "killSwitchId", step.connected_account_id as "connectedAccountId", step.step,
      case pressed.scope when 'currency' then pressed.scope_value end as currency,
      case pressed.scope when 'method' then pressed.scope_value end as method
    from kill_switches as pressed join kill_switch_steps as step using (kill_switch_id)
      join connected_accounts as account using (connected_account_id)
    where pressed.state <> 'released' and not pressed.is_drill and account.deauthorized_at is null
      and ${endedWithin === null ? sql`true` : sql`step.ended_at > clock_timestamp() - make_interval(mins => ${endedWithin}::int)`}
      and ${IS_LEFT}
    order by random() limit ${BATCH}`);
}
