import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { executeSet } from './execute-set.ts';
import type { AlarmDraft } from './types.ts';

/** Opens alarms in the caller's transaction, or counts another occurrence of those that are open. */
export async function raiseAlarms(tx: Transaction, alarms: readonly AlarmDraft[]): Promise<void> {
  if (alarms.length === 0) return;
  const column = (read: (alarm: AlarmDraft) => string) => sql.param(alarms.map(read));
  await executeSet(
    tx,
    sql`
    insert into alarms as alarm (kind, subject, text, occurrences)
    select kind, subject, min(text), count(*)
    from unnest(${column((alarm) => alarm.kind)}::text[], ${column((alarm) => alarm.subject)}::text[],
                ${column((alarm) => alarm.text)}::text[]) as drafted (kind, subject, text)
    group by kind, subject
    order by kind, subject -- one lock order for every writer
    on conflict (kind, subject) where closed_at is null
      do update set occurrences = alarm.occurrences + excluded.occurrences, text = excluded.text`,
  );
}
