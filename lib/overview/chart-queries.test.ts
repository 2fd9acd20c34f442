import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Actor, Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { formatMoney } from '../money/format.ts';
import { readPayoutDays, readUpcomingPayouts } from './chart-queries.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const as = (actor: Actor): Context => ({
  actor,
  requestId: 'test',
  now: new Date('2026-11-21T12:00:00Z'),
});
const viewer = as({ kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
    select id, 'acct_1', false, at::timestamptz, amount, currency, status, 'standard', true, arrives::date, '{}', now()
    from (values
      ('po_1', '2026-11-18T23:59:59Z', 1000, 'eur', 'paid', '2026-11-20'),
      ('po_2', '2026-11-19T00:00:00Z', 250, 'eur', 'paid', '2026-11-20'),
      ('po_3', '2026-11-19T08:00:00Z', 750, 'eur', 'in_transit', '2026-11-23'),
      ('po_4', '2026-11-19T09:00:00Z', 9999, 'eur', 'failed', '2026-11-23'),
      ('po_5', '2026-11-19T09:00:00Z', 9999, 'eur', 'canceled', '2026-11-23'),
      ('po_6', '2026-11-19T10:00:00Z', 1234, 'kwd', 'pending', '2026-11-23'),
      ('po_7', '2026-11-19T11:00:00Z', 5000, 'jpy', 'in_transit', '2026-11-20')
    ) as given (id, at, amount, currency, status, arrives)`;
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

async function days(): Promise<string[]> {
  return (await readPayoutDays(viewer, '2026-11-19')).map(
    ({ day, left, arrived, leftCount, failedCount }) =>
      `${day}: ${formatMoney(left)} in ${String(leftCount)}, ${formatMoney(arrived)} arrived, ${String(failedCount)} failed`,
  );
}

it('tells each currency of each day apart, and what came back from what left', async () => {
  expect(await days()).toEqual([
    '2026-11-19: 10.00 EUR in 2, 2.50 EUR arrived, 1 failed',
    '2026-11-19: 5,000 JPY in 1, 0 JPY arrived, 0 failed',
    '2026-11-19: 1.234 KWD in 1, 0.000 KWD arrived, 0 failed',
  ]);
});

it('follows a payout that comes back at once, folded into the counts or not', async () => {
  await sql`update payouts set status = 'failed' where payout_id = 'po_2'`;
  const expected = '2026-11-19: 7.50 EUR in 1, 0.00 EUR arrived, 2 failed';
  expect((await days())[0]).toBe(expected);
  const [folded] = await sql<{ rows: number }[]>`select fold_payout_counts() as rows`;
  expect(folded?.rows).toBeGreaterThan(0);
  expect((await days())[0]).toBe(expected);
});

it('expects only what is under way and not yet due', async () => {
  const upcoming = await readUpcomingPayouts(viewer, '2026-11-21', '2026-12-05');
  expect(
    upcoming.map(({ day, amount, count }) => `${day}: ${formatMoney(amount)} in ${String(count)}`),
  ).toEqual(['2026-11-23: 7.50 EUR in 1', '2026-11-23: 1.234 KWD in 1']);
});

it('is closed to the owner of a connected account', async () => {
  const owner = as({ kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@x.example' });
  await expect(readPayoutDays(owner, '2026-11-19')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(readUpcomingPayouts(owner, '2026-11-19', '2026-11-20')).rejects.toMatchObject({
    code: 'forbidden',
  });
});

it('never reads the table of payouts from end to end', async () => {
  await sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
    select 'po_many_' || n, 'acct_2', false, '2026-01-01'::timestamptz + n * interval '10 minutes', 100, (array['eur','usd','huf'])[n % 3 + 1], 'paid', 'standard', true,
           '2026-01-03'::date + (n / 144), '{}', now() from generate_series(1, 40000) as n`;
  await sql`analyze payouts`;
  const plan = await sql<{ 'QUERY PLAN': string }[]>`
    explain select arrives_on, currency, sum(amount), count(*) from payouts
    where status in ('pending', 'in_transit') and arrives_on >= '2026-11-21' and arrives_on < '2026-12-05'
    group by arrives_on, currency`;
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan/);
});
