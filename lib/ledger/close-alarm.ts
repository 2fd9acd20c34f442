import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { executeSet } from './execute-set.ts';

/** Enough to say what was found and done; the record keeps it. */
const NOTE_LENGTH_MAX = 1_000;

/**
 * A person has looked at an alarm and says what was done about it. Rows that wait behind their alarm are tried again;
 * the same trouble opens a new alarm.
 * @throws DomainError `invalid_input` without a note, `not_found` when it is closed already, `conflict` when it was raised again since it was seen
 */
export const closeAlarm = defineVerb({
  permission: 'alarms.close',
  input: z.object({
    alarmId: z.string().regex(/^\d{1,18}$/, 'This is no alarm.'),
    occurrencesSeen: z.coerce.number().int(),
    note: z.string().trim(),
  }),
  run: async (tx, _ctx, { alarmId, occurrencesSeen, note }) => {
    if (note === '' || note.length > NOTE_LENGTH_MAX)
      throw new DomainError(
        'invalid_input',
        `Say what you found or did, in at most ${String(NOTE_LENGTH_MAX)} characters.`,
      );
    const [open] = await executeSet<{ kind: string; subject: string; text: string; occurrences: number }>(
      tx,
      sql`select kind, subject, text, occurrences from alarms
          where alarm_id = ${alarmId}::bigint and closed_at is null for update`,
    );
    if (open === undefined)
      throw new DomainError('not_found', 'This alarm is not open any more. Reload to see what is.');
    if (open.occurrences !== occurrencesSeen)
      throw new DomainError(
        'conflict',
        'It was raised again since you looked. Look at it again, then close it.',
      );
    await executeSet(tx, sql`update alarms set closed_at = now() where alarm_id = ${alarmId}::bigint`);
    return {
      result: undefined,
      audit: { action: 'alarm.close', subject: open.subject, before: { alarmId, ...open }, after: { note } },
    };
  },
});
