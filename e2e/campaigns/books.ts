import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { patienceFor } from './patience.ts';

/** Everything booked, byte for byte, but for when we booked it. */
export async function digestOfBooks(
  sql: postgres.Sql,
): Promise<{ entries: number; postings: number; digest: string }> {
  const [row] = await sql<{ entries: number; postings: number; digest: string }[]>`
    with lines as (
      select 'entry' as kind, journal_entry_id as id, 0 as line,
             (to_jsonb(entry) - 'posted_at')::text as bytes from journal_entries as entry
      union all
      select 'posting', journal_entry_id, line, to_jsonb(posting)::text from postings as posting
      union all
      select 'balance', connected_account_id || currency || ledger_account_code, 0, to_jsonb(balance)::text
      from ledger_balances as balance
    )
    select (count(*) filter (where kind = 'entry'))::int as entries,
           (count(*) filter (where kind = 'posting'))::int as postings,
           encode(sha256(convert_to(string_agg(bytes, chr(10) order by kind, id, line), 'UTF8')), 'hex') as digest
    from lines`;
  if (row === undefined) throw new Error('An aggregate always has a row');
  return row;
}

/** What payouts and events have become, but for when and by which way we learned it. */
export async function digestOfStates(sql: postgres.Sql): Promise<string> {
  const [row] = await sql<{ digest: string }[]>`
    select md5(string_agg(bytes, chr(10) order by bytes)) as digest from (
      select payout_id || ' ' || status || ' ' || amount || ' ' || coalesce(failure_code, '') as bytes from payouts
      union all
      select stripe_event_id || ' ' || state from stripe_events
    ) as states`;
  return row?.digest ?? '';
}

/** Longer than the interval of the sweep that books availability and final payouts. */
const QUIET_MS = 7_000;

/**
 * Waits until every event is dealt with, everything recorded is booked, no run is under way, and the books have not
 * moved for longer than a sweep takes.
 * @throws Error when something waits and nothing has moved for `stalledMs`
 */
export async function settled(sql: postgres.Sql, stalledMs: number): Promise<void> {
  const stillMoves = patienceFor(stalledMs);
  let entries = -1;
  let quietSince = performance.now();
  for (;;) {
    const [waiting] = await sql<{ events: number; unbooked: number; runs: number; entries: number }[]>`
      select (select count(*) from stripe_events where state = 'received')::int as events,
             (select count(*) from balance_transactions where posted_at is null)::int as unbooked,
             (select count(*) from sync_runs where state = 'running')::int as runs,
             (select count(*) from journal_entries)::int as entries`;
    if (waiting === undefined) throw new Error('Counts always have a row');
    const isBusy = waiting.events + waiting.unbooked + waiting.runs > 0;
    if (isBusy || waiting.entries !== entries) quietSince = performance.now();
    entries = waiting.entries;
    if (performance.now() - quietSince > QUIET_MS) return;
    stillMoves(waiting);
    await sleep(250);
  }
}

/**
 * Waits for a back-fill that began after `since` and ended well.
 * @throws Error when it ended otherwise, or when no run has got on for `stalledMs`
 */
export async function backFilled(sql: postgres.Sql, since: Date, stalledMs: number): Promise<void> {
  const stillMoves = patienceFor(stalledMs);
  for (;;) {
    const runs = await sql<{ state: string; message: string | null; units: number; objects: number }[]>`
      select state, message, units_done as units, objects_listed as objects from sync_runs
      where kind = 'back-fill' and started_at >= ${since} order by started_at desc`;
    const run = runs.find(({ state }) => state !== 'running');
    if (run?.state === 'finished') return;
    if (run !== undefined) throw new Error(`The back-fill ended as ${run.state}: ${run.message ?? ''}`);
    stillMoves(runs);
    await sleep(250);
  }
}
