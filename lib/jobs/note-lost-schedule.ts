import { z } from 'zod';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import { defineVerb } from '../verb.ts';

/** Named in the alarm; of more their number says enough. */
const NAMED_MAX = 5;

/** Somebody took timed jobs out of the queue's own tables, or stopped its clock: they are there again, and a person hears of it. */
export const noteLostSchedule = defineVerb({
  permission: 'events.process',
  input: z.strictObject({ lost: z.array(z.string()).min(1) }),
  run: async (tx, _ctx, { lost }) => {
    const named = lost.slice(0, NAMED_MAX).join(', ');
    const rest = lost.length > NAMED_MAX ? ` and ${String(lost.length - NAMED_MAX)} more` : '';
    await raiseAlarms(tx, [
      {
        kind: 'schedule_lost',
        subject: 'schedule',
        text: `Timed jobs were gone while a worker ran: ${named}${rest}. They are in the schedule again, and each was started once. Next: find out who changed the tables of the queue.`,
      },
    ]);
    return { result: undefined, audit: { action: 'schedule.rebuild', subject: 'schedule', after: { lost } } };
  },
});
