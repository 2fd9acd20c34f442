import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase, databaseClient } from '../db/client.ts';
import { effortOn, sampleEveryRow } from '../db/effort.fixture.ts';
import { readPayoutDays, readUpcomingPayouts } from './chart-queries.ts';
import { search } from './search-queries.ts';
import type { SearchGroup } from './types.ts';

/** Enough that the planner would never read a table of it to find a few rows. */
const ROWS = 40_000;

/** Index entries that one read may touch: some hundred for each kind of payout and each partition, and never a share of all. */
const INDEX_ENTRIES_MAX = ROWS / 20;

const LARGE = [
  'payouts',
  'stripe_calls',
  'stripe_events',
  'journal_entries',
  'balance_transactions',
  'connected_accounts',
];

const NOW = new Date('2026-11-21T12:00:00Z');
const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: NOW,
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let effortOf: ReturnType<typeof effortOn>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
    select 'po_' || lpad(n::text, 6, '0'), 'acct_' || n % 2000, false, ${NOW}::timestamptz - n * interval '10 minutes',
           case when n % 3 = 0 then 128400 else n end, (array['eur', 'usd', 'huf', 'jpy'])[n % 4 + 1],
           case when n < 400 then 'in_transit' when n % 50 = 0 then 'failed' else 'paid' end, 'standard', n % 2 = 0,
           (${NOW}::timestamptz - n * interval '10 minutes' + interval '3 days')::date, '{}', now()
    from generate_series(1, ${ROWS}::int) as n`;
  await sql`update payouts set trace_status = 'supported', trace_value = 'TRACE' || lpad(substr(payout_id, 4), 7, '0')`;
  await sql`insert into stripe_calls (object_id, called_at, connected_account_id, method, endpoint, outcome, status_code, stripe_request_id, duration_ms)
    select payout_id, now(), connected_account_id, 'GET', '/v1/payouts', 'succeeded', 200, 'req_' || substr(payout_id, 5), 5 from payouts`;
  await sql`select fold_payout_counts()`;
  // Past the guards and triggers: what counts here is only how many there are.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled, details_submitted,
        requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
      select 'acct_' || n, false, 'v1', 'Shop ' || md5(n::text), true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now()
      from generate_series(1, 20000) as n`;
    await tx`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, object_id, state)
      select 'evt_' || n, ${NOW}::timestamptz - n * interval '1 minute', 'acct_' || n % 2000, 'payout.paid', false, 'connect', 'webhook', 'po_' || lpad(n::text, 6, '0'), 'processed'
      from generate_series(1, ${ROWS}::int) as n`;
    await tx`insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net, fee_details, type,
        reporting_category, balance_type, status, available_at, source_id, posted_at)
      select 'txn_' || n, ${NOW}::timestamptz - n * interval '1 minute', 'acct_' || n % 2000, 'eur', n, 0, n, '[]', 'charge', 'charge', 'payments', 'available',
             ${NOW}::timestamptz, 'ch_' || n, now()
      from generate_series(1, ${ROWS}::int) as n`;
    await tx`insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id, purpose, kind,
        description, posting_count)
      select 'jnl_' || n, at, at, 'acct_' || n % 2000, 'eur', 'balance_transaction', 'txn_' || n, 'booked', 'charge', 'Charge', 2
      from (select n, ${NOW}::timestamptz - n * interval '1 minute' as at from generate_series(1, ${ROWS}::int) as n) as made`;
    await tx`insert into booked_sources (source_id, purpose, journal_entry_id, occurred_at)
      select source_id, purpose, journal_entry_id, occurred_at from journal_entries`;
  });
  await sampleEveryRow(sql, [...LARGE, 'booked_sources']);
  effortOf = effortOn(sql, LARGE);
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const kindsOf = (groups: readonly SearchGroup[]): string[] => groups.map(({ kind }) => kind);

describe('reads of the overview never go through a large table', () => {
  it.each([
    ['the beginning of a payout’s id', 'po_0123', ['payout']],
    ['a whole payout’s id', 'po_012345', ['payout', 'stripe_event']],
    ['the beginning of an account’s id', 'acct_12', ['connected_account']],
    ['an event’s id', 'evt_777', ['stripe_event']],
    ['a charge’s id', 'ch_777', ['journal_entry']],
    ['an entry’s id', 'jnl_777', ['journal_entry']],
    ['an amount that a third of all payouts share', '1284.00', ['payout']],
    ['an amount of one payout', '200.05 eur', []],
    ['a word', 'shop c4ca', ['connected_account']],
    ['a bank’s trace', 'trace0000123', ['payout']],
    ['the request id of a call', 'req_00123', ['payout']],
  ])('the search for %s', async (_what, text, kinds) => {
    let groups: SearchGroup[] = [];
    const effort = await effortOf(async () => {
      groups = await search(viewer, text);
    });
    expect(kindsOf(groups)).toEqual(kinds);
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX);
  });

  it.each([
    ['of what left', () => readPayoutDays(viewer, '2026-11-01')],
    ['of what will arrive', () => readUpcomingPayouts(viewer, '2026-11-21', '2026-12-05')],
  ])('the chart %s', async (_what, read) => {
    let rows: readonly unknown[] = [];
    const effort = await effortOf(async () => {
      rows = await read();
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX);
  });

  it('would say so: a search through all rows shows', async () => {
    const effort = await effortOf(() => databaseClient()`select count(*) from payouts where metadata ? 'x'`);
    expect(effort.rowsInSequence).toBe(ROWS);
  });
});
