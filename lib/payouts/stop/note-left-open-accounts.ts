import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { noteBypasses } from '../../connected-accounts/note-bypass.ts';
import { killSwitchId } from '../../kill-switch/schemas.ts';
import { untoldInWords } from '../../kill-switch/untold-schedule.ts';
import { defineVerb } from '../../verb.ts';

/** Incidents for people; whatever is beyond follows a minute later. */
const BATCH = 200;

/**
 * Accounts that Stripe pays by itself although this press keeps them, with nothing under way about it: their schedule was
 * switched on again unseen, or Stripe was away when it was to be switched off. Each is an incident, and is set to manual again.
 * @returns how many there were
 */
export const noteLeftOpenAccounts = defineVerb({
  permission: 'kill_switch.work',
  input: z.strictObject({ killSwitchId }),
  async run(tx, _ctx, { killSwitchId: id }) {
    const open = await tx.execute<{ id: string; name: string; interval: string | null }>(sql`
      select connected_account_id as id, display_name as name, payout_interval as interval
      from kill_switch_left_open(${id}) as left_open (connected_account_id) join connected_accounts using (connected_account_id)
      order by connected_account_id limit ${BATCH}`);
    await noteBypasses(
      tx,
      open.map(({ id: account, name, interval }) => ({
        kind: 'schedule',
        connectedAccountId: account,
        subject: account,
        seen:
          interval === null
            ? untoldInWords(name)
            : `Stripe pays out ${name} by itself (${interval}) although a kill switch covers it.`,
      })),
      { isSwept: true },
    );
    return { result: open.length, audit: null };
  },
});
