import { sql as query } from 'drizzle-orm';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase, openDatabase } from '../db/client.ts';
import { effortOn, sampleEveryRow } from '../db/effort.fixture.ts';
import { readPageRequest } from '../paging.ts';
import {
  countJournalEntries,
  countNewerJournalEntries,
  listJournalEntries,
  readJournalEntryList,
} from './journal-entry-queries.ts';
import { countWhole } from '../tables/whole-counts.ts';
import { planEntrySearch } from './entry-search.ts';
import { JOURNAL_ENTRY_ORDERS, type JournalEntryFilter, type JournalEntrySort } from './types.ts';

const ENTRIES = 36_000;
let testDatabase: TestDatabase;
let sql: postgres.Sql;

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T00:00:00Z'),
};
const holder: Context = {
  ...viewer,
  actor: { kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@example.com' },
};

/** Entries take effect up to two days after their source was made, so their order is not that of their partitions. */
const FILL = `
  create temp table entry as select n, 'jnl_' || lpad(n::text, 6, '0') as id,
    '2026-11-20T00:00:00Z'::timestamptz - (n / 2) * interval '2 minutes' as occurred,
    case when n % 2 = 0 and n % 3 <> 2 then 'acct_big' else 'acct_' || (n % 7) end as book,
    case when n % 500 = 3 then 'kwd' else (array['usd', 'huf', 'jpy'])[n % 3 + 1] end as currency,
    case when n % 900 = 5 then 'dispute' else (array['charge', 'availability', 'refund'])[n / 3 % 3 + 1] end as kind,
    (100 + n % 1000) * case when n % 4999 = 0 then 1000 else 1 end as amount
  from generate_series(1, ${String(ENTRIES)}) as n;
  with booked as (insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id, purpose,
    kind, description, posting_count)
  select id, occurred, occurred + (n % 3) * interval '1 day', book, currency, 'balance_transaction', 'txn_' || (n / 2),
    case n % 2 when 0 then 'booked' else 'available' end, kind, 'No. ' || n, 3 from entry)
  insert into postings (journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency, ledger_account_code, side, amount, component)
  select id, line, occurred, occurred + (n % 3) * interval '1 day', book, currency, case line when 1 then 1100 when 2 then 1110 else 1180 end,
    case line when 3 then 'credit' else 'debit' end, case line when 1 then amount - 1 when 2 then 1 else amount end, 'gross'
  from entry cross join generate_series(1, 3) as line`;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.begin((tx) => tx.unsafe(FILL));
  await sql`insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net,
      fee_details, type, reporting_category, balance_type, status, available_at, source_id)
    select 'txn_' || n, '2026-11-20T00:00:00Z', 'acct_1', 'usd', 100, 0, 100, '[]', 'payout', 'payout', 'payments', 'available', now(), 'po_twice'
    from generate_series(20, 21) as n`;
  await sampleEveryRow(sql, ['journal_entries', 'postings']);
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const request = (
  filter: JournalEntryFilter,
  sort: JournalEntrySort = 'newest',
  cursor: string | null = null,
) =>
  readPageRequest(
    { list: 'journal-entries', filter: { ...filter, sort } },
    { cursor: cursor ?? undefined, size: '25' },
  );

type Plain = { id: string; currency: string; turnover: string };

/** The same question asked plainly. */
async function naively(filter: JournalEntryFilter, sort: JournalEntrySort): Promise<Plain[]> {
  const one = (value: unknown, condition: postgres.PendingQuery<postgres.Row[]>) =>
    value === undefined ? sql`true` : condition;
  const direction = sort === 'newest' ? sql`desc` : sql`asc`;
  const { id, kind, currency, connectedAccountId, effectiveFrom, effectiveBefore, amountFrom, amountTo } =
    filter;
  const sources = id === 'po_twice' ? ['po_twice', 'txn_20', 'txn_21'] : [id ?? ''];
  return sql<Plain[]>`
    with turnover as (select journal_entry_id, sum(amount) as turnover from postings where side = 'debit' group by 1)
    select entry.journal_entry_id as id, entry.currency, turnover::text
    from journal_entries as entry join turnover using (journal_entry_id)
    where ${one(kind, sql`kind = ${kind ?? ''}`)} and ${one(currency, sql`currency = ${currency ?? ''}`)}
      and ${one(connectedAccountId, sql`connected_account_id = ${connectedAccountId ?? ''}`)}
      and ${one(id, sql`(source_id = any(${sources}) or journal_entry_id = ${id ?? ''})`)}
      and ${one(amountFrom, sql`turnover >= ${amountFrom ?? '0'}::numeric`)}
      and ${one(amountTo, sql`turnover <= ${amountTo ?? '0'}::numeric`)}
      and ${one(effectiveFrom, sql`effective_at >= ${effectiveFrom ?? 'now'}::timestamptz`)}
      and ${one(effectiveBefore, sql`effective_at < ${effectiveBefore ?? 'now'}::timestamptz`)}
    order by effective_at ${direction}, journal_entry_id ${direction}`;
}

function sumsOf(rows: readonly Plain[]): string[] {
  const sums = new Map<string, bigint>();
  for (const { currency, turnover } of rows)
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(turnover));
  return [...sums].map(([currency, sum]) => `${String(sum)} ${currency}`).sort();
}

/** Exact, but of one large book without a choice: "more than ten thousand". */
const trueCount = (count: number, { isCapped }: { isCapped: boolean } = { isCapped: false }) =>
  isCapped && count > 10_000 ? { count: 10_000, isCapped } : { count, isCapped: false };
const idsOf = ({ rows }: { rows: readonly { journalEntryId: string }[] }) =>
  rows.map((row) => row.journalEntryId);
const anyOf = <Value>(...values: Value[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(...values) },
  );

test('every combination of filters is the plain answer both ways, or refused, with counts and sums that are true', async () => {
  const filters = fc.record({
    kind: anyOf('charge', 'dispute', 'advance'),
    currency: anyOf('usd', 'huf', 'kwd'),
    connectedAccountId: anyOf('acct_big', 'acct_3', 'platform'),
    id: fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('po_twice', 'txn_7', 'jnl_000042') },
    ),
    amountFrom: anyOf('1000', '150'),
    amountTo: anyOf('1050', '99999'),
    effectiveFrom: anyOf('2026-10-31T23:00:00Z', '2026-11-12T00:00:00Z'),
    effectiveBefore: anyOf('2026-11-14T12:00:00Z'),
  });
  let answered = 0;
  let summed = 0;
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(...JOURNAL_ENTRY_ORDERS), async (drawn, sort) => {
      // Without a currency an amount means nothing and is refused as such.
      const filter =
        drawn.currency === undefined ? { ...drawn, amountFrom: undefined, amountTo: undefined } : drawn;
      const expected = await naively(filter, sort);
      const list = await readJournalEntryList(viewer, filter, sort, request(filter, sort)).catch(
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'precondition_failed' });
          return null;
        },
      );
      if (list === null) return;
      answered += 1;
      const ids = expected.map(({ id }) => id);
      expect(idsOf(list.page)).toEqual(ids.slice(0, 25));
      if (list.count !== null) expect(list.count).toEqual(trueCount(ids.length, list.count));
      if (list.sums !== null) {
        summed += 1;
        expect(list.sums.map((sum) => `${String(sum.amount)} ${sum.currency}`).sort()).toEqual(
          sumsOf(expected),
        );
      }
      if (list.page.nextCursor !== null) {
        const next = request(filter, sort, list.page.nextCursor);
        const second = await listJournalEntries(viewer, filter, next, sort);
        expect(idsOf(second)).toEqual(ids.slice(25, 50));
        const back = request(filter, sort, second.previousCursor);
        expect(idsOf(await listJournalEntries(viewer, filter, back, sort))).toEqual(ids.slice(0, 25));
      }
      for (const [field, choices] of Object.entries(list.facets))
        for (const { value, count } of choices) {
          if (count === null) continue;
          const chosen = { ...filter, [field]: value };
          // Another currency reads the same digits as another sum.
          if (filter.currency !== undefined && field === 'currency' && drawn.amountFrom !== undefined)
            continue;
          expect([chosen, count]).toEqual([chosen, trueCount((await naively(chosen, sort)).length)]);
          expect(await countJournalEntries(viewer, chosen)).toEqual(count);
        }
    }),
    { numRuns: 40 },
  );
  expect(answered).toBeGreaterThan(25);
  expect(summed).toBeGreaterThan(15);
}, 180_000);

test('a payout leads to the entries of its balance transactions, and all entries are added up however many there are', async () => {
  const ofPayout = await readJournalEntryList(
    viewer,
    { id: 'po_twice' },
    'newest',
    request({ id: 'po_twice' }),
  );
  expect(idsOf(ofPayout.page).toSorted()).toEqual(['jnl_000040', 'jnl_000041', 'jnl_000042', 'jnl_000043']);
  expect(ofPayout.sums).not.toBeNull();
  const everything = await readJournalEntryList(viewer, {}, 'newest', request({}));
  expect(everything.count).toEqual({ count: ENTRIES, isCapped: false });
  expect(everything.sums?.map((sum) => `${String(sum.amount)} ${sum.currency}`).sort()).toEqual(
    sumsOf(await naively({}, 'newest')),
  );
});

test('more entries than are counted unasked are counted and added up for whoever asks', async () => {
  const filter = { connectedAccountId: 'acct_big', currency: 'usd' };
  const all = await naively(filter, 'newest');
  const book = { connectedAccountId: 'acct_big' };
  const read = (asked: JournalEntryFilter, isWhole: boolean) =>
    readJournalEntryList(viewer, asked, 'newest', request(asked), isWhole);
  expect(await read(book, false)).toMatchObject({ count: { isCapped: true }, sums: null });
  const whole = await read(book, true);
  const naive = await naively(book, 'newest');
  expect(naive.length).toBeGreaterThan(10_000);
  expect(whole.count).toEqual({ count: naive.length, isCapped: false });
  expect(whole.sums?.map((sum) => `${String(sum.amount)} ${sum.currency}`).sort()).toEqual(sumsOf(naive));
  const counts = new Map(whole.facets.currency.map(({ value, count }) => [value, count?.count]));
  expect(counts.get('usd')).toBe(all.length);
  const amounts = { currency: 'usd', amountFrom: '500' };
  const large = await read(amounts, true);
  expect(large.count).toEqual({ count: (await naively(amounts, 'newest')).length, isCapped: false });
});

test('counting all of them is given up in time', async () => {
  const search = await planEntrySearch({ connectedAccountId: 'acct_big' });
  const hasty = openDatabase(testDatabase.url, { max: 1, statementMsMax: 1 });
  expect(await countWhole(search, query`1`, hasty.db)).toBeNull();
  await hasty.sql.end();
  expect(await countWhole(search, query`1`)).not.toBeNull();
});

test('an amount is looked for among ten thousand entries and no further; days make it few enough', async () => {
  const rare = { currency: 'usd', amountFrom: '1000000' };
  await expect(listJournalEntries(viewer, rare, request(rare))).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining('add days, or add book:acct_…, or add source:po_…') as string,
  });
  const few = { ...rare, effectiveFrom: '2026-11-12T00:00:00Z' };
  expect(idsOf(await listJournalEntries(viewer, few, request(few)))).toEqual(
    (await naively(few, 'newest')).map(({ id }) => id),
  );
  const common = { currency: 'usd', amountFrom: '500' };
  expect(idsOf(await listJournalEntries(viewer, common, request(common)))).toEqual(
    (await naively(common, 'newest')).slice(0, 25).map(({ id }) => id),
  );
  await expect(
    listJournalEntries(viewer, { amountFrom: '5' }, request({ amountFrom: '5' })),
  ).rejects.toMatchObject({ code: 'invalid_input' });
});

test('no list of entries reads a whole partition', async () => {
  const filters: JournalEntryFilter[] = [
    {},
    { currency: 'kwd' },
    { kind: 'refund', currency: 'huf' },
    { kind: 'dispute' },
    { connectedAccountId: 'acct_3' },
    { connectedAccountId: 'acct_big', kind: 'charge' },
    { id: 'po_twice' },
    { currency: 'kwd', amountFrom: '500' },
    { currency: 'usd', amountFrom: '500' },
    { effectiveFrom: '2026-11-12T00:00:00Z', effectiveBefore: '2026-11-13T00:00:00Z' },
  ];
  const effort = await effortOn(sql, ['journal_entries', 'postings'])(async () => {
    for (const filter of filters)
      for (const sort of JOURNAL_ENTRY_ORDERS) {
        const { page } = await readJournalEntryList(viewer, filter, sort, request(filter, sort));
        await listJournalEntries(viewer, filter, request(filter, sort, page.nextCursor), sort);
      }
  });
  expect(effort.rowsInSequence).toBe(0);
  expect(effort.indexScans).toBeGreaterThan(filters.length * 6);
});

test('counts what took effect after a row, under the filter of the list', async () => {
  const [third] = await sql<{ id: string; key: string }[]>`
    select journal_entry_id as id, effective_at::text as key from journal_entries
    order by effective_at desc, journal_entry_id desc offset 3 limit 1`;
  expect(third === undefined ? null : await countNewerJournalEntries(viewer, {}, third)).toBe(3);
});

test('nobody without the permission reads the journal', async () => {
  const refused = { code: 'forbidden' };
  await expect(readJournalEntryList(holder, {}, 'newest', request({}))).rejects.toMatchObject(refused);
  await expect(countJournalEntries(holder, {})).rejects.toMatchObject(refused);
  await expect(
    countNewerJournalEntries(holder, {}, { id: 'jnl_1', key: '2026-11-20' }),
  ).rejects.toMatchObject(refused);
});
