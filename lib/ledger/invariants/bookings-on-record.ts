import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { countRows, findOffences, verdict, type Invariant, type Verdict } from './invariant.ts';
import { checkEachMonth, type Month } from './months.ts';

async function checkMonth(tx: Transaction, { from, to }: Month): Promise<Verdict> {
  const rowsChecked = await countRows(
    tx,
    sql`select count(distinct posted_at) from journal_entries where occurred_at >= ${from} and occurred_at < ${to}`,
  );
  // Both columns hold the start of their transaction, so a booking and its audit row carry the same instant.
  const found = await findOffences(
    tx,
    sql`
    select id, format('Booked at %s together with %s others, and no audit row of that transaction exists.', posted_at, entries - 1) as text
    from (select posted_at, min(journal_entry_id) as id, count(*) as entries
          from journal_entries where occurred_at >= ${from} and occurred_at < ${to} group by posted_at) as booked
    where not exists (select from audit_records where recorded_at = booked.posted_at)`,
  );
  return verdict(rowsChecked, found);
}

export const bookingsOnRecord: Invariant = {
  name: 'bookings_on_record',
  promise: 'Every booking left an audit row in its own transaction.',
  timed: 'entries since {from}',
  limit: null,
  check: (tx, scope) => checkEachMonth(tx, scope, (month) => checkMonth(tx, month)),
};
