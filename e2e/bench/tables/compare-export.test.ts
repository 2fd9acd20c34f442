import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { ComparedExport } from './compare-export.ts';

const ROWS = 1_000_000;

/** Less than the file: whoever held it, or its rows, would end with an error. */
const HEAP_MEGABYTES_MAX = 64;

/** What Node, the driver's buffers and a thousand rows at a time may take beside each other. */
const RESIDENT_MEGABYTES_MAX = 320;

const COMPARE = new URL('compare-export.ts', import.meta.url).href;

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await seed();
}, 480_000);
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

/** Plain and fast: no trigger counts, and of the indexes only those that the order and the key need. */
async function seed(): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid = 'payouts'::regclass and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await sql`alter table payouts disable trigger user`;
  await sql`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
                         is_automatic, arrives_on, metadata, read_at)
    select 'po_1' || lpad(n::text, 9, '0'), 'acct_' || n % 50, false, '2026-11-20'::timestamptz - (n / 3) * interval '1 second',
           100000 + (n::bigint * 7919) % 90000000, (array['eur','usd','jpy','kwd','gbp'])[n % 5 + 1], 'paid', 'standard', true,
           '2026-11-20', '{}', now()
    from generate_series(1, ${ROWS}::int) as n`;
  for (const { definition } of indexes.filter((index) => /\(occurred_at, payout_id\)/.test(index.definition)))
    await sql.unsafe(definition);
  await sql`analyze payouts`;
}

it(
  'a million rows stream through little memory and are the query, row by row',
  { timeout: 480_000 },
  async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--conditions=react-server',
        `--max-old-space-size=${String(HEAP_MEGABYTES_MAX)}`,
        '--input-type=module',
        '--eval',
        `const { printComparison } = await import('${COMPARE}'); await printComparison();`,
      ],
      { env: { ...process.env, DATABASE_URL: testDatabase.url } },
    );
    const compared = JSON.parse(stdout) as ComparedExport; // what `printComparison` writes
    const [asked] = await sql<{ count: number; sum: string }[]>`
    select count(*)::int as count, sum(amount)::text as sum from payouts`;
    expect(compared).toMatchObject({ rows: ROWS, minorUnits: asked?.sum });
    expect(asked?.count).toBe(ROWS);
    expect(compared.megabytes).toBeGreaterThan(HEAP_MEGABYTES_MAX);
    expect(compared.residentMegabytes).toBeLessThan(RESIDENT_MEGABYTES_MAX);
  },
);
