import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { endAlarms } from '../ledger/end-alarms.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../ledger/types.ts';
import { defineVerb } from '../verb.ts';
import { LONGEST_WAIT } from './waiting-events.ts';

/** Processing takes about a second; five minutes mean that no worker runs or that Stripe cannot be read. */
const LAG_SECONDS_MAX = 300;

const ALARM = { kind: 'stripe_event_lag', subject: 'inbox' } as const satisfies Partial<AlarmDraft>;

/**
 * Raises an alarm while the oldest waiting event is too old, and closes it when the inbox has caught up. An event that
 * failed and is tried again is no sign of that: it says so on the overview, and raises its own alarm once it is given up.
 */
export const watchStripeEvents = defineVerb({
  permission: 'events.process',
  input: z.object({}),
  run: async (tx, ctx) => {
    const [waiting] = await tx.execute<{ seconds: number }>(sql`select ${LONGEST_WAIT} as seconds`);
    const lagSeconds = Math.floor(waiting?.seconds ?? 0);
    if (lagSeconds > LAG_SECONDS_MAX)
      await raiseAlarms(tx, [
        {
          ...ALARM,
          text: `The oldest stored event has waited ${String(lagSeconds)} seconds. Check that a worker runs and that Stripe can be read.`,
        },
      ]);
    else
      await endAlarms(tx, ctx, {
        kind: ALARM.kind,
        ended: sql`subject = ${ALARM.subject}`,
        because: 'No stored event waits longer than it may.',
      });
    return { result: { lagSeconds }, audit: null };
  },
});
