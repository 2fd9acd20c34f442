import { gunzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { toDecimalString } from '../money/format.ts';
import { getListExport, readExportFile } from '../tables/export-queries.ts';
import { writeListExport } from '../tables/write-list-export.ts';
import { exportPayouts, payoutExport, type PayoutExport } from './export-payouts.ts';
import { listPayouts } from './queries.ts';
import { readPageRequest } from '../paging.ts';
import type { PayoutRow } from './types.ts';

const PAYOUTS = 12_000;

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const anna: Context = {
  actor: { kind: 'operator', operatorId: 'anna', name: 'Anna Lindqvist', role: 'finance_operator' },
  requestId: 'test',
  now: new Date('2026-11-21T12:00:00Z'),
};
const vera: Context = {
  ...anna,
  actor: { kind: 'operator', operatorId: 'vera', name: 'Vera', role: 'viewer' },
};
const worker = jobContext('write-list-export');

const view = (more: Partial<PayoutExport> = {}): PayoutExport => ({
  filter: {},
  sort: 'newest',
  columns: ['account', 'amount', 'created', 'payout'],
  query: 'status:failed',
  zone: 'Europe/Berlin',
  madeBy: 'Anna Lindqvist',
  ...more,
});

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    values ('acct_0', false, 'v1', '=HYPERLINK("http://evil","x")', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]',
            '2026-01-01', now())`;
  await sql`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
                         is_automatic, arrives_on, metadata, read_at)
    select 'po_' || lpad(n::text, 6, '0'), 'acct_' || n % 3, false, '2026-11-20T00:00:00Z'::timestamptz - (n / 4) * interval '1 minute',
           1000 + n, (array['jpy','huf','isk','kwd','usd'])[n % 5 + 1], case when n % 10 = 0 then 'failed' else 'paid' end,
           'standard', true, '2026-11-20', '{}', now()
    from generate_series(1, ${PAYOUTS}::int) as n`;
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

async function textOf(asked: PayoutExport): Promise<string> {
  let text = '';
  for await (const piece of exportPayouts(anna, asked)) text += piece.text;
  return text;
}

async function everyPage(asked: PayoutExport): Promise<PayoutRow[]> {
  const rows: PayoutRow[] = [];
  let cursor: string | undefined;
  do {
    const scope = { list: 'payouts', filter: { ...asked.filter, sort: asked.sort } };
    const page = await listPayouts(
      anna,
      asked.filter,
      asked.sort,
      readPageRequest(scope, { cursor, size: '100' }),
    );
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

test.each<Partial<PayoutExport>>([
  {},
  { filter: { status: 'failed', currency: 'huf' }, sort: 'oldest' },
  { filter: { currency: 'kwd' }, sort: 'largest' },
])('the file has exactly the rows of all pages, in their order: %o', async (more) => {
  const asked = view(more);
  const lines = (await textOf(asked)).split('\r\n').slice(5, -1);
  const rows = await everyPage(asked);
  expect(lines.map((line) => line.split(',').at(-1))).toEqual(rows.map((row) => row.payoutId));
  expect(lines.map((line) => line.split(',').slice(-5, -2))).toEqual(
    rows.map((row) => [
      toDecimalString(row.amount),
      row.amount.currency.toUpperCase(),
      String(row.amount.amount),
    ]),
  );
});

test('the file says what it is, in whose time, and a name runs no formula', async () => {
  const lines = (await textOf(view({ filter: { connectedAccountId: 'acct_0', currency: 'jpy' } }))).split(
    '\r\n',
  );
  expect(lines.slice(0, 6)).toEqual([
    '"# Sluice payouts, newest first"',
    '# Filter: status:failed',
    "# Times in Europe/Berlin · amounts in main units and in Stripe's minor units",
    '# Read 2026-11-21T13:00:00+01:00 for Anna Lindqvist',
    'connected_account,connected_account_name,amount,currency,amount_minor,created,payout',
    `acct_0,"'=HYPERLINK(""http://evil"",""x"")",1015,JPY,1015,2026-11-20T00:57:00+01:00,po_000015`,
  ]);
});

test('pieces stay small however long the list is, and a reader that leaves frees its connection', async () => {
  for await (const piece of exportPayouts(anna, view())) expect(piece.rows).toBeLessThanOrEqual(1_000);
  // More readers that leave early than the pool has connections: each must give its own back.
  for (let reader = 0; reader < 15; reader += 1) {
    for await (const piece of exportPayouts(anna, view())) if (piece.rows > 0) break;
  }
  expect((await everyPage(view({ filter: { currency: 'usd', status: 'failed' } }))).length).toBe(0);
});

async function ask(listExportId: string, asked: PayoutExport): Promise<void> {
  await sql`insert into list_exports (list_export_id, list, requested_by, query, zone, state, rows_expected, expires_at)
    values (${listExportId}, 'payouts', 'anna', ${JSON.stringify(asked)}, 'UTC', 'queued', 1, now() + interval '1 hour')`;
}

async function fileOf(listExportId: string): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of readExportFile(anna, listExportId)) pieces.push(piece);
  return gunzipSync(Buffer.concat(pieces)).toString('utf8');
}

test('the worker writes the same file, and writes it anew after a death half-way', async () => {
  const asked = view({ sort: 'oldest' });
  await ask('exp_1', asked);
  await sql`insert into list_export_parts (list_export_id, part, body) values ('exp_1', 0, 'half'), ('exp_1', 7, 'a file')`;
  const { signal } = new AbortController();
  await writeListExport(worker, 'exp_1', signal);
  expect(await getListExport(anna, 'exp_1')).toMatchObject({ state: 'done', rowsWritten: PAYOUTS });
  const [, , , , ...rows] = (await fileOf('exp_1')).split('\r\n');
  const [, , , , ...streamed] = (await textOf(asked)).split('\r\n');
  expect(rows).toEqual(streamed);
});

test('a file is its own person’s: to anybody else there is none', async () => {
  await ask('exp_2', view());
  await expect(getListExport(vera, 'exp_2')).rejects.toMatchObject({ code: 'not_found' });
  await expect(readExportFile(anna, 'exp_2').next()).rejects.toMatchObject({ code: 'precondition_failed' });
  await expect(readExportFile(vera, 'exp_2').next()).rejects.toMatchObject({ code: 'not_found' });
});

test('a view that makes no sense is refused before anything is read', () => {
  expect(payoutExport.safeParse({ ...view(), columns: ['secret'] }).success).toBe(false);
  expect(payoutExport.safeParse({ ...view(), sort: 'amount; drop table' }).success).toBe(false);
});
