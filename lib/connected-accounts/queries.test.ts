import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { effortOn, sampleEveryRow } from '../db/effort.fixture.ts';
import { readPageRequest, sealCursor } from '../paging.ts';
import { getConnectedAccount, readStripeBalances } from './detail-queries.ts';
import { exportConnectedAccounts } from './export-connected-accounts.ts';
import {
  connectedAccountKey,
  countConnectedAccounts,
  countNewerConnectedAccounts,
  listConnectedAccounts,
  readConnectedAccountList,
} from './queries.ts';
import {
  CONNECTED_ACCOUNT_ORDERS,
  LIFECYCLES,
  LOCK_STRENGTHS,
  REQUIREMENT_STATES,
  type ConnectedAccountFilter,
  type ConnectedAccountSort,
} from './types.ts';

const ACCOUNTS = 12_000;

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T00:00:00Z'),
};
const holder: Context = {
  ...viewer,
  actor: { kind: 'connected_account_owner', connectedAccountId: 'acct_001', email: 'h@example.com' },
};

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.unsafe(`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, default_currency,
      charges_enabled, payouts_enabled, details_submitted, disabled_reason, requirements, future_requirements, capabilities,
      minimum_balances, automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at, current_deadline, deauthorized_at)
    select 'acct_' || lpad(n::text, 5, '0'), false, 'v1',
      case n when 7 then '100%_Straße' when 8 then '=HYPERLINK("http://evil","x")' else 'Shop ' || n end,
      (array['DE','JP','HU',null])[n % 4 + 1], (array['eur','jpy','huf',null])[n % 4 + 1], n % 25 <> 0, n % 5 <> 0, n % 25 <> 0,
      case when n % 10 = 0 then (array['requirements.past_due', 'rejected.other', 'under_review'])[n % 3 + 1] end,
      case when n % 3 = 0 then '{"currently_due": ["external_account"], "past_due": []}'
           when n % 7 = 0 then '{"currently_due": ["external_account"], "past_due": ["external_account"]}'
           when n % 11 = 0 then '{"currently_due": null, "past_due": "none"}'
           else '{}' end::jsonb,
      jsonb_build_object('wide_as_stripe_sends_it', repeat(md5(n::text), 12), 'current_deadline', case when n % 13 = 0 then 1795000000 + n end),
      '{"transfers": "active", "card_payments": "pending"}', '{"eur": 500}', '{}',
      (array['manual_sole_payer','automatic','unknown'])[n % 3 + 1], '[]',
      '2026-01-01T00:00:00Z'::timestamptz + (n / 4) * interval '1 hour', now(),
      case when n % 6 = 0 then '2026-12-01T00:00:00Z'::timestamptz + n * interval '1 minute' end, case when n % 97 = 0 then now() end
    from generate_series(1, ${String(ACCOUNTS)}) as n`);
  await sql`insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
    values ('acct_00001', 'kwd', 9007199254740993, -5, 0, now())`;
  await sampleEveryRow(sql, ['connected_accounts']);
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const request = (filter: ConnectedAccountFilter, sort: ConnectedAccountSort, cursor: string | null = null) =>
  readPageRequest(
    { list: 'connected-accounts', filter: { ...filter, sort } },
    { cursor: cursor ?? undefined, size: '25' },
  );

/** The same question asked plainly, of the facts from which the list's columns are made. */
async function naively(filter: ConnectedAccountFilter, sort: ConnectedAccountSort): Promise<string[]> {
  const one = (value: unknown, condition: postgres.PendingQuery<postgres.Row[]>) =>
    value === undefined ? sql`true` : condition;
  const state = sql`case when disabled_reason is not null then 'restricted'
    when requirements->>'past_due' like '[_%]' and requirements->'past_due' <> '[]' then 'past_due'
    when requirements->>'currently_due' like '[_%]' and requirements->'currently_due' <> '[]' then 'due' else 'clear' end`;
  const lifecycle = sql`case when deauthorized_at is not null then 'deauthorized' when disabled_reason like 'rejected%' then 'rejected'
    when disabled_reason = 'under_review' then 'in_review' when not details_submitted and not charges_enabled and not payouts_enabled
      and coalesce(disabled_reason, 'requirements.past_due') = 'requirements.past_due' then 'onboarding'
    when disabled_reason is not null or not payouts_enabled then 'restricted'
    when current_deadline is not null or future_requirements->>'current_deadline' is not null or ${state} = 'past_due' then 'restricted_soon'
    else 'enabled' end`;
  const restricts = sql`case when disabled_reason is not null or deauthorized_at is not null then '9999-01-01T00:00:00Z'::timestamptz
    else coalesce(least(current_deadline, to_timestamp((future_requirements->>'current_deadline')::bigint)), '9999-01-01T00:00:00Z') end`;
  const { lockStrength, requirementState, payoutsEnabled, country, currency } = filter;
  const direction = sort === 'newest' || sort === 'z-a' || sort === 'latest' ? sql`desc` : sql`asc`;
  // No name of these has an accent or is longer than what is ordered by.
  const column =
    sort === 'a-z' || sort === 'z-a'
      ? sql`lower(display_name) collate "C"`
      : sort === 'soonest' || sort === 'latest'
        ? restricts
        : sql`created_at_stripe`;
  const rows = await sql<{ id: string }[]>`select connected_account_id as id from connected_accounts
    where ${one(lockStrength, sql`lock_strength = ${lockStrength ?? ''}`)}
      and ${one(filter.lifecycle, sql`${lifecycle} = ${filter.lifecycle ?? ''}`)}
      and ${one(requirementState, sql`case ${lifecycle} when 'onboarding' then 'details_missing' else ${state} end = ${requirementState ?? ''}`)}
      and ${one(payoutsEnabled, sql`payouts_enabled = ${payoutsEnabled ?? true}`)}
      and ${one(country, sql`country = ${country ?? ''}`)}
      and ${one(currency, sql`default_currency = ${currency ?? ''}`)}
      and ${one(filter.createdFrom, sql`created_at_stripe >= ${filter.createdFrom ?? '2026-01-01'}::timestamptz`)}
      and ${one(filter.createdBefore, sql`created_at_stripe < ${filter.createdBefore ?? '2026-01-01'}::timestamptz`)}
      and starts_with(connected_account_id, ${filter.idPrefix ?? ''})
      and ${one(filter.words, sql`lower(display_name) ~ ${`\\m${filter.words?.[0] ?? ''}`}`)}
    order by ${column} ${direction}, connected_account_id ${direction}`;
  return rows.map(({ id }) => id);
}

/** Mostly nothing: all nine at once leave no account, and an empty list proves little. */
const anyOf = <Value>(...values: Value[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

test('every combination of filters is the plain answer, both ways, with counts that are true', async () => {
  const filters = fc.record({
    lockStrength: anyOf<string>(...LOCK_STRENGTHS),
    lifecycle: anyOf<string>(...LIFECYCLES),
    requirementState: anyOf<string>(...REQUIREMENT_STATES),
    payoutsEnabled: anyOf(true, false),
    country: anyOf('DE', 'JP', 'XX'),
    currency: anyOf('eur', 'huf'),
    createdFrom: anyOf('2026-02-01T00:00:00Z', '2026-04-05T07:00:00Z'),
    createdBefore: anyOf('2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z'),
    idPrefix: anyOf('acct_0', 'acct_007', 'acct_9'),
    words: anyOf(['shop'], ['11'], ['nobody']),
  });
  const sorts = fc.constantFrom(...CONNECTED_ACCOUNT_ORDERS);
  let withRows = 0;
  await fc.assert(
    fc.asyncProperty(filters, sorts, async (filter, sort) => {
      if (filter.words?.[0] === 'shop') {
        // Every account is called so: refused, whatever else is asked.
        const refused = listConnectedAccounts(viewer, filter, sort, request(filter, sort));
        await expect(refused).rejects.toMatchObject({ code: 'precondition_failed' });
        return;
      }
      const expected = await naively(filter, sort);
      const list = await readConnectedAccountList(viewer, filter, sort, request(filter, sort));
      const idsOf = ({ rows }: { rows: readonly { connectedAccountId: string }[] }) =>
        rows.map((row) => row.connectedAccountId);
      expect(idsOf(list.page)).toEqual(expected.slice(0, 25));
      if (expected.length > 0) withRows += 1;
      expect(list.count).toEqual({ count: expected.length, isCapped: false });
      if (list.page.nextCursor !== null) {
        const next = request(filter, sort, list.page.nextCursor);
        const second = await listConnectedAccounts(viewer, filter, sort, next);
        expect(idsOf(second)).toEqual(expected.slice(25, 50));
        const back = request(filter, sort, second.previousCursor);
        expect((await listConnectedAccounts(viewer, filter, sort, back)).rows).toEqual(list.page.rows);
      }
      const seen = list.page.rows[5];
      if (sort === 'newest' && seen !== undefined) {
        const [key, id] = connectedAccountKey('newest', seen);
        expect(await countNewerConnectedAccounts(viewer, filter, { key, id })).toBe(5);
      }
      const { lockStrength, lifecycle, requirementState, payoutsEnabled, country, currency } = list.facets;
      const choices: [ConnectedAccountFilter, number][] = [
        ...lockStrength.map((facet) => choice({ ...filter, lockStrength: facet.value }, facet)),
        ...lifecycle.map((facet) => choice({ ...filter, lifecycle: facet.value }, facet)),
        ...requirementState.map((facet) => choice({ ...filter, requirementState: facet.value }, facet)),
        ...payoutsEnabled.map((facet) =>
          choice({ ...filter, payoutsEnabled: facet.value === 'true' }, facet),
        ),
        ...country.map((facet) => choice({ ...filter, country: facet.value }, facet)),
        ...currency.map((facet) => choice({ ...filter, currency: facet.value }, facet)),
      ];
      for (const [chosen, count] of choices) {
        const found = (await naively(chosen, sort)).length;
        expect([chosen, found]).toEqual([chosen, count]);
      }
    }),
    { numRuns: 40 },
  );
  expect(withRows).toBeGreaterThan(5);
});

function choice(
  filter: ConnectedAccountFilter,
  { count }: { count: { count: number } },
): [ConnectedAccountFilter, number] {
  return [filter, count.count];
}

test('words are beginnings of words of a name, whatever else they hold', async () => {
  const find = async (words: string[]) =>
    (await listConnectedAccounts(viewer, { words }, 'newest', request({ words }, 'newest'))).rows.map(
      (row) => row.connectedAccountId,
    );
  expect(await find(['straß'])).toEqual(['acct_00007']);
  expect(await find(['100%_str'])).toEqual(['acct_00007']);
  expect(await find(["shop'", '11999'])).toEqual(['acct_11999']);
  expect(await find(['hop'])).toEqual([]);
});

test('no query of the list reads the whole table', async () => {
  const filters: ConnectedAccountFilter[] = [
    {},
    { lockStrength: 'automatic' },
    { requirementState: 'past_due', country: 'JP' },
    { lifecycle: 'restricted_soon' },
    { country: 'XX' },
    { currency: 'huf', payoutsEnabled: false },
    { createdFrom: '2026-02-01T00:00:00Z', createdBefore: '2026-02-02T00:00:00Z' },
    { idPrefix: 'acct_007' },
    { words: ['11999'] },
  ];
  const oldest = { key: '2025-01-01T00:00:00Z', id: '' };
  const effort = await effortOn(sql, ['connected_accounts'])(async () => {
    for (const filter of filters) {
      await countNewerConnectedAccounts(viewer, filter, oldest);
      for (const sort of CONNECTED_ACCOUNT_ORDERS) {
        const { page } = await readConnectedAccountList(viewer, filter, sort, request(filter, sort));
        await listConnectedAccounts(viewer, filter, sort, request(filter, sort, page.nextCursor));
      }
    }
  });
  expect(effort.rowsInSequence).toBe(0);
  expect(effort.indexScans).toBeGreaterThan(filters.length * 4);
});

test('the file is the view: its rows in their order, its columns, and no formula', async () => {
  const filter = { country: 'HU', payoutsEnabled: true };
  let text = '';
  let rows = 0;
  const pieces = exportConnectedAccounts(viewer, {
    filter,
    sort: 'oldest',
    columns: ['name', 'requirements', 'created', 'account'],
    query: 'country:hu payouts:on',
    zone: 'Europe/Berlin',
    madeBy: 'Vera',
  });
  for await (const piece of pieces) {
    text += piece.text;
    rows += piece.rows;
  }
  const lines = text.trimEnd().split('\r\n');
  expect(lines.slice(0, 5)).toEqual([
    '"# Sluice connected accounts, oldest first"',
    '# Filter: country:hu payouts:on',
    '# Times in Europe/Berlin',
    '# Read 2026-11-21T01:00:00+01:00 for Vera',
    'connected_account_name,requirements,deadline,disabled_reason,created,connected_account',
  ]);
  const expected = await naively(filter, 'oldest');
  expect(expected.length).toBeGreaterThan(2_000); // more than two batches
  expect(lines.slice(5).map((line) => line.split(',').at(-1))).toEqual(expected);
  expect(rows).toBe(expected.length);
  const formula = exportConnectedAccounts(viewer, {
    filter: { idPrefix: 'acct_00008' },
    sort: 'newest',
    columns: ['name'],
    query: '',
    zone: 'UTC',
    madeBy: 'Vera',
  });
  let file = '';
  for await (const piece of formula) file += piece.text;
  expect(file).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
});

test('one account comes with its requirements in words and its balances to the last unit', async () => {
  const account = await getConnectedAccount(viewer, 'acct_00003');
  expect(account.requirements.dueNow.map((item) => item.code)).toEqual(['external_account']);
  expect(account.capabilities).toEqual([
    { name: 'card_payments', status: 'pending' },
    { name: 'transfers', status: 'active' },
  ]);
  expect(account.minimumBalances).toEqual([{ amount: 500n, currency: 'eur' }]);
  const [balance] = await readStripeBalances(viewer, 'acct_00001');
  expect([balance?.available.amount, balance?.pending.amount]).toEqual([9007199254740993n, -5n]);
  await expect(getConnectedAccount(viewer, 'acct_99999')).rejects.toMatchObject({ code: 'not_found' });
});

test('nobody without the permission reads connected accounts', async () => {
  const refused = { code: 'forbidden' };
  const first = request({}, 'newest');
  await expect(listConnectedAccounts(holder, {}, 'newest', first)).rejects.toMatchObject(refused);
  await expect(readConnectedAccountList(holder, {}, 'newest', first)).rejects.toMatchObject(refused);
  await expect(countConnectedAccounts(holder, {})).rejects.toMatchObject(refused);
  await expect(countNewerConnectedAccounts(holder, {}, { key: '2026-01-01', id: '' })).rejects.toMatchObject(
    refused,
  );
  await expect(getConnectedAccount(holder, 'acct_00001')).rejects.toMatchObject(refused);
  await expect(readStripeBalances(holder, 'acct_00001')).rejects.toMatchObject(refused);
});

test('names are ordered without case and accents, equal ones by id, and nameless accounts last', async () => {
  const names = ['Zebra', 'éclair', 'ECLAIR', ' apple', '', 'Äpfel', 'eclair 2', 'x'.repeat(500)];
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select 'acct_name' || n, false, 'v1', name, true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', '2025-01-01', now()
    from unnest(${names}::text[]) with ordinality as given(name, n)`;
  const filter = { idPrefix: 'acct_name' };
  const inOrder = ['Äpfel', ' apple', 'éclair', 'ECLAIR', 'eclair 2', 'x'.repeat(500), 'Zebra', ''];
  const read = async (sort: ConnectedAccountSort) =>
    (await listConnectedAccounts(viewer, filter, sort, request(filter, sort))).rows;
  const upwards = await read('a-z');
  expect(upwards.map(({ displayName }) => displayName)).toEqual(inOrder);
  expect((await read('z-a')).map(({ displayName }) => displayName)).toEqual(inOrder.toReversed());
  // Every place in the order fits into an address.
  for (const row of upwards) {
    const key = connectedAccountKey('a-z', row);
    expect(sealCursor(request(filter, 'a-z').scope, { direction: 'previous', key }).length).toBeLessThan(400);
  }
  await sql`delete from connected_accounts where connected_account_id like 'acct_name%'`;
});
