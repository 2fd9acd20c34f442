import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { readPageRequest } from '../paging.ts';
import { listStripeEvents, readStripeEventList } from '../stripe-events/queries.ts';
import type { StripeEventFilter } from '../stripe-events/types.ts';
import { foldKindCounts } from './kind-counts.ts';

type Connection = postgres.Sql | postgres.TransactionSql;

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T12:00:00Z'),
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, {
    max: 6,
    onnotice: () => undefined,
    connection: { lock_timeout: 10_000 },
  });
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

/** Past the guards that keep events and entries for ever. */
beforeEach(async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from stripe_events`;
    await tx`delete from received_event_ids`;
    await tx`delete from journal_entries`;
    await tx`delete from postings`;
    await tx`delete from booked_sources`;
    await tx`select rebuild_kind_counts()`;
  });
});

/** Events of two types, over months and days, ends of days included; those that are there already are left alone. */
const receive = (connection: Connection, from: number, to: number) => connection`
  insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
  select 'evt_' || n, '2026-11-01T00:00:00Z'::timestamptz - n * interval '6 hours', 'acct_1',
         (array['payout.paid', 'payout.failed'])[n % 2 + 1], false, 'connect', case n % 5 when 0 then 'backfill' else 'webhook' end
  from generate_series(${from}::int, ${to}::int) as n where not exists (
    select from stripe_events where stripe_event_id = 'evt_' || n)`;

const settle = (connection: Connection, from: number, to: number, state: string) => connection`
  update stripe_events set state = ${state}, attempts = attempts + 1
  where stripe_event_id in (select 'evt_' || n from generate_series(${from}::int, ${to}::int) as n)`;

/** Books of a hundred entries: those who write other hundreds have no running balance in common. */
const book = (connection: Connection, from: number, to: number) => connection`
  with entries as (
    insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id,
      purpose, kind, description, posting_count)
    select 'jnl_' || n, at, at + interval '2 days', 'acct_' || (n - 1) / 100, (array['jpy', 'huf'])[n % 2 + 1], 'balance_transaction', 'txn_' || n,
           'booked', (array['charge', 'refund', 'payout'])[n % 3 + 1], 'test', 2
    from generate_series(${from}::int, ${to}::int) as n,
         lateral (select '2026-11-01T00:00:00Z'::timestamptz - n * interval '6 hours' as at) as placed
    where not exists (select from journal_entries where journal_entry_id = 'jnl_' || n)
    returning *)
  insert into postings (journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency, ledger_account_code,
    side, amount, component)
  select journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency, case line when 1 then 1100 else 2100 end,
         case line when 1 then 'debit' else 'credit' end, 100, 'gross'
  from entries cross join generate_series(1, 2) as line`;

/** In one snapshot: what counters and differences add up to, in both grains, is what is there. */
async function expectTrueCounts(connection: Connection): Promise<void> {
  const wrong = await connection`
    with counted as (
      select grain, period_on, kind, sum(counted) as counted from (
        select grain, period_on, array['event', type, state, arrived_by] as kind, counted from stripe_event_counts
        union all select grain, date_trunc(grain, occurred_on)::date, array['event', type, state, arrived_by], counted
          from stripe_event_count_changes, (values ('day'), ('month')) as grains (grain)
        union all select grain, period_on, array['entry', currency, kind], counted from journal_entry_counts
        union all select grain, date_trunc(grain, occurred_on)::date, array['entry', currency, kind], counted
          from journal_entry_count_changes, (values ('day'), ('month')) as grains (grain)
      ) as stored group by 1, 2, 3 having sum(counted) <> 0
    ), there as (
      select grain, date_trunc(grain, at at time zone 'UTC')::date, kind, count(*)::numeric from (
        select occurred_at as at, array['event', type, state, arrived_by] as kind from stripe_events
        union all select effective_at, array['entry', currency, kind] from journal_entries
      ) as row, (values ('day'), ('month')) as grains (grain) group by 1, 2, 3
    )
    (table counted except table there) union all (table there except table counted)`;
  expect(wrong).toEqual([]);
  const wrongTurnover = await connection`
    with summed as (
      select grain, period_on, currency, kind, sum(turnover) as turnover from (
        select grain, period_on, currency, kind, turnover from journal_entry_counts
        union all select grain, date_trunc(grain, occurred_on)::date, currency, kind, turnover
          from journal_entry_count_changes, (values ('day'), ('month')) as grains (grain)
      ) as stored group by 1, 2, 3, 4 having sum(turnover) <> 0
    ), there as (
      select grain, date_trunc(grain, entry.effective_at at time zone 'UTC')::date, entry.currency, entry.kind, sum(line.amount)
      from journal_entries as entry join postings as line using (journal_entry_id, occurred_at),
           (values ('day'), ('month')) as grains (grain) where line.side = 'debit' group by 1, 2, 3, 4
    )
    (table summed except table there) union all (table there except table summed)`;
  expect(wrongTurnover).toEqual([]);
}

test('counts stay true through writes, verdicts, roll-backs and folding by several connections, whoever commits first', async () => {
  const number = fc.integer({ min: 1, max: 300 });
  const action = fc.constantFrom('receive', 'processed', 'received', 'book');
  const steps = fc.array(
    fc.record({
      outer: action,
      inner: action,
      from: number,
      size: number,
      isLateOneKept: fc.boolean(),
      foldsBefore: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const act = (connection: Connection, what: string, from: number, size: number) =>
    what === 'receive'
      ? receive(connection, from, from + size)
      : what === 'book'
        ? book(connection, from, from + size)
        : settle(connection, from, from + size, what);
  let base = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      for (const step of taken) {
        base += 1_000; // the late one and the early one never touch the same row, so neither waits for the other
        await act(sql, 'receive', base, 300);
        const late = sql.begin(async (tx) => {
          await act(tx, step.outer, base + step.from, Math.min(step.size, 300 - step.from));
          if (step.foldsBefore) await foldKindCounts();
          await act(sql, step.inner, base + 400 + step.from, step.size);
          await foldKindCounts(); // passes the late one by: it is not committed
          await expectTrueCounts(sql);
          await expectTrueCounts(tx); // its own rows included
          if (!step.isLateOneKept) throw new Error('rolled back');
        });
        await late.catch((error: unknown) => {
          expect(error).toMatchObject({ message: 'rolled back' });
        });
        await expectTrueCounts(sql);
      }
      await foldKindCounts();
      await expectTrueCounts(sql);
      const [waiting] = await sql<
        { count: number }[]
      >`select count(*)::int as count from stripe_event_count_changes`;
      expect(waiting?.count).toBe(0);
    }),
    { numRuns: 8 },
  );
}, 120_000);

test('nobody waits: not for another writer of the same kinds and days, and neither fold nor writer for the other', async () => {
  await sql.begin(async (first) => {
    await receive(first, 1, 100);
    await book(first, 1, 100);
    await sql.begin(async (second) => {
      await second`set local lock_timeout = '1s'`;
      await receive(second, 101, 200);
      await book(second, 101, 200);
      await second`select fold_kind_counts()`;
    });
    await first`select fold_kind_counts()`; // holds the fold's turn until its end
    await sql.begin(async (third) => {
      await third`set local lock_timeout = '1s'`;
      await receive(third, 201, 300);
      expect(await third`select fold_kind_counts() as folded`).toEqual([{ folded: 0 }]);
    });
  });
  await expectTrueCounts(sql);
});

test('a reader with an old snapshot sees true counts of that time, whatever was folded since', async () => {
  await receive(sql, 1, 100);
  await sql.begin('isolation level repeatable read', async (reader) => {
    await reader`select from stripe_events limit 1`;
    await receive(sql, 101, 200);
    await settle(sql, 1, 50, 'processed');
    await foldKindCounts();
    await expectTrueCounts(reader);
  });
});

const request = (filter: StripeEventFilter, cursor: string | null) =>
  readPageRequest({ list: 'events', filter }, { cursor: cursor ?? undefined, size: '100' });

/** All rows of a list, page by page. */
async function walk(filter: StripeEventFilter): Promise<number> {
  let rows = 0;
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const page = await listStripeEvents(viewer, filter, request(filter, cursor));
    rows += page.rows.length;
    cursor = page.nextCursor;
  }
  return rows;
}

test('choosing a value yields exactly the shown count, while others write and the fold runs', async () => {
  await receive(sql, 1, 900);
  await settle(sql, 1, 600, 'processed');
  await foldKindCounts();
  const ranges: StripeEventFilter[] = [
    {},
    { createdFrom: '2026-06-10T22:00:00Z', createdBefore: '2026-09-20T21:30:00Z' },
  ];
  await sql.begin(async (writer) => {
    await receive(writer, 901, 1_000); // not committed: neither counted nor listed
    await settle(writer, 100, 120, 'failed');
    await receive(sql, 1_001, 1_100); // committed and not folded: both
    for (const range of ranges) {
      const { facets, count } = await readStripeEventList(viewer, range, 'newest', request(range, null));
      expect(count).toEqual({ count: await walk(range), isCapped: false });
      for (const [field, choices] of Object.entries(facets))
        for (const { value, count: shown } of choices) {
          const chosen = { ...range, [field]: value };
          expect([chosen, shown]).toEqual([chosen, { count: await walk(chosen), isCapped: false }]);
        }
    }
  });
});

test('while rows come in, a count is never less than what was there before nor more than what is there after', async () => {
  const writing = { isDone: false };
  const plain = async (): Promise<number> => {
    const [row] = await sql<
      { count: number }[]
    >`select count(*)::int as count from stripe_events where type = 'payout.paid'`;
    return row?.count ?? 0;
  };
  const writers = Promise.all(
    [0, 1].map(async (writer) => {
      for (let batch = 0; batch < 25; batch += 1) {
        const from = 1 + writer * 10_000 + batch * 100;
        await receive(sql, from, from + 99);
        await settle(sql, from, from + 49, 'processed');
        if (batch % 5 === 4) await foldKindCounts();
      }
    }),
  ).finally(() => {
    writing.isDone = true;
  });
  let reads = 0;
  do {
    const before = await plain();
    const { count } = await readStripeEventList(viewer, { type: 'payout.paid' }, 'newest', request({}, null));
    const after = await plain();
    expect(count?.count).toBeGreaterThanOrEqual(before);
    expect(count?.count).toBeLessThanOrEqual(after);
    reads += 1;
  } while (!writing.isDone);
  await writers;
  expect(reads).toBeGreaterThan(0);
  expect((await readStripeEventList(viewer, {}, 'newest', request({}, null))).count?.count).toBe(5_000);
  await expectTrueCounts(sql);
});

test('the application reads the counts and folds them, and cannot write them', async () => {
  await sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx`select fold_kind_counts()`;
    for (const table of [
      'stripe_event_counts',
      'stripe_event_count_changes',
      'journal_entry_counts',
      'journal_entry_count_changes',
    ]) {
      await tx`select from ${tx(table)}`;
      for (const statement of [
        `update ${table} set counted = 0`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
        await expect(tx.savepoint((inner) => inner.unsafe(statement))).rejects.toMatchObject({
          code: '42501',
        });
    }
    await expect(tx.savepoint((inner) => inner`select rebuild_kind_counts()`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});

test('whoever sees one connected account only sees none of the counts', async () => {
  await receive(sql, 1, 10);
  await foldKindCounts();
  await sql.begin(async (tx) => {
    await tx`grant select on stripe_event_counts to sluice_account_holder`;
    await tx`set local role sluice_account_holder`;
    expect(await tx`select from stripe_event_counts`).toHaveLength(0);
    await tx`reset role`;
    await tx`revoke select on stripe_event_counts from sluice_account_holder`;
  });
});
