import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import { defineVerb } from '../verb.ts';
import { DRILL_DUE_DAYS } from './drill-due.ts';

/** The last drill is older than a month: an alarm says so, once, and closes itself when there has been another. */
export const remindOfDrill = defineVerb({
  permission: 'kill_switch.work',
  input: z.strictObject({}),
  async run(tx) {
    const [found] = await tx.execute<{ due: boolean; is_open: boolean }>(sql`
      select max(pressed_at) < now() - make_interval(days => ${DRILL_DUE_DAYS}) as due,
        exists (select from alarms where kind = 'drill_due' and closed_at is null) as is_open
      from kill_switches where is_drill and stripe_ended_at is not null`);
    const isDue = found?.due === true;
    if (isDue && !found.is_open)
      await raiseAlarms(tx, [
        {
          kind: 'drill_due',
          subject: 'kill switch',
          text: `The last drill of the kill switch is older than ${String(DRILL_DUE_DAYS)} days. Run one from its page: it changes nothing and takes as long as a stop.`,
        },
      ]);
    if (!isDue && found?.is_open === true)
      await tx.execute(
        sql`update alarms set closed_at = now() where kind = 'drill_due' and closed_at is null`,
      );
    return { result: isDue, audit: null };
  },
});
