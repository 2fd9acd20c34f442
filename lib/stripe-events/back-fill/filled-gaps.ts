import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import type { AlarmKind } from '../../ledger/types.ts';

export const GAP_ALARM: AlarmKind = 'event_gap';

/** A gap's edges move while it grows; its id does not. */
const SUBJECT = 'gap ';

export function gapSubject(eventGapId: string): string {
  return `${SUBJECT}${eventGapId}`;
}

/** Closes gaps, and their alarms, of which every event is processed or put aside. Nearly free while no gap is open. */
export async function markFilledGaps(tx: Transaction): Promise<void> {
  // Two questions, because `state in (…)` fits neither of the two partial indexes.
  const noneIs = (state: 'received' | 'failed') => sql`not exists (
          select from stripe_events as event
          where event.endpoint_kind = gap.endpoint_kind and event.arrived_by = 'backfill'
            and event.occurred_at between gap.starts_at and gap.ends_at and event.state = ${sql.raw(`'${state}'`)})`;
  await tx.execute(sql`
    with filled as (
      update event_gaps as gap set filled_at = now()
      where filled_at is null and ${noneIs('received')} and ${noneIs('failed')}
      returning event_gap_id
    )
    update alarms set closed_at = now()
    from filled
    where alarms.kind = ${GAP_ALARM} and alarms.subject = ${SUBJECT} || filled.event_gap_id
      and alarms.closed_at is null`);
}
