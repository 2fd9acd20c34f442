import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { readPageRequest } from '../paging.ts';
import { getConnectedAccount, readStripeBalances } from './detail-queries.ts';
import { countConnectedAccountFacets, countConnectedAccounts, listConnectedAccounts } from './queries.ts';
import type { ConnectedAccountFilter } from './types.ts';

const ACCOUNTS = 240;
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
  sql = postgres(testDatabase.url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, charges_enabled,
      payouts_enabled, details_submitted, disabled_reason, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select 'acct_' || lpad(n::text, 3, '0'), false, 'v1', case n when 7 then '100%_Straße' else 'Shop ' || n end,
      (array['DE','JP','HU',null])[n % 4 + 1], true, n % 5 <> 0, true, case when n % 10 = 0 then 'requirements.past_due' end,
      case when n % 3 = 0 then '{"currently_due": ["external_account"], "past_due": []}'
           when n % 7 = 0 then '{"currently_due": ["external_account"], "past_due": ["external_account"]}'
           else '{}' end::jsonb,
      '{}', '{"transfers": "active", "card_payments": "pending"}', '{"eur": 500}', '{}',
      (array['manual_sole_payer','automatic','unknown'])[n % 3 + 1], '[]',
      '2026-01-01T00:00:00Z'::timestamptz + (n / 4) * interval '1 hour', now()
    from generate_series(1, ${String(ACCOUNTS)}) as n`);
  await sql`insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
    values ('acct_001', 'kwd', 9007199254740993, -5, 0, now())`;
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

async function listAll(filter: ConnectedAccountFilter): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const request = readPageRequest(
      { list: 'connected-accounts', filter },
      { cursor: cursor ?? undefined, size: '25' },
    );
    const page = await listConnectedAccounts(viewer, filter, request);
    ids.push(...page.rows.map((row) => row.connectedAccountId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

test('every account is listed once, newest first, ties included', async () => {
  const ids = await listAll({});
  expect(new Set(ids).size).toBe(ACCOUNTS);
  expect(ids[0]).toBe('acct_240');
  expect(ids.at(-1)).toBe('acct_001');
});

test('a facet’s count is the number of accounts after choosing it, also under another choice', async () => {
  for (const filter of [{}, { payoutsEnabled: true }, { country: 'JP', lockStrength: 'automatic' }]) {
    const facets = await countConnectedAccountFacets(viewer, filter);
    for (const { value, count } of facets.lockStrength)
      expect((await listAll({ ...filter, lockStrength: value })).length).toBe(count.count);
    for (const { value, count } of facets.country)
      expect((await listAll({ ...filter, country: value })).length).toBe(count.count);
    for (const { value, count } of facets.requirementState)
      expect(await countConnectedAccounts(viewer, { ...filter, requirementState: value })).toEqual(count);
    for (const { value, count } of facets.payoutsEnabled)
      expect(await countConnectedAccounts(viewer, { ...filter, payoutsEnabled: value === 'true' })).toEqual(
        count,
      );
  }
});

test('text finds a part of a name literally, and the beginning of an id', async () => {
  expect(await listAll({ text: '0%_str' })).toEqual(['acct_007']);
  expect(await listAll({ text: '%' })).toEqual(['acct_007']);
  expect(await listAll({ text: 'acct_24' })).toEqual(['acct_240']);
});

test('one account comes with its requirements in words and its balances to the last unit', async () => {
  const account = await getConnectedAccount(viewer, 'acct_003');
  expect(account.requirements.dueNow.map((item) => item.code)).toEqual(['external_account']);
  expect(account.capabilities).toEqual([
    { name: 'card_payments', status: 'pending' },
    { name: 'transfers', status: 'active' },
  ]);
  expect(account.minimumBalances).toEqual([{ amount: 500n, currency: 'eur' }]);
  const [balance] = await readStripeBalances(viewer, 'acct_001');
  expect([balance?.available.amount, balance?.pending.amount]).toEqual([9007199254740993n, -5n]);
  await expect(getConnectedAccount(viewer, 'acct_999')).rejects.toMatchObject({ code: 'not_found' });
});

test('nobody without the permission reads connected accounts', async () => {
  const refused = { code: 'forbidden' };
  const request = readPageRequest({ list: 'connected-accounts', filter: {} }, {});
  await expect(listConnectedAccounts(holder, {}, request)).rejects.toMatchObject(refused);
  await expect(countConnectedAccountFacets(holder, {})).rejects.toMatchObject(refused);
  await expect(countConnectedAccounts(holder, {})).rejects.toMatchObject(refused);
  await expect(getConnectedAccount(holder, 'acct_001')).rejects.toMatchObject(refused);
  await expect(readStripeBalances(holder, 'acct_001')).rejects.toMatchObject(refused);
});
