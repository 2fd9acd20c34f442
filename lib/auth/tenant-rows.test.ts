import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { getConnectedAccount, readStripeBalances } from '../connected-accounts/detail-queries.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase, openDatabase } from '../db/client.ts';
import {
  getJournalEntry,
  listJournalEntries,
  listJournalEntriesOfSources,
} from '../ledger/journal-entry-queries.ts';
import { listBooks, readBook, readBookName, readTrialBalances } from '../ledger/queries.ts';
import { readPageRequest } from '../paging.ts';
import { getPayout } from '../payouts/detail-queries.ts';

/*
 * Two tenants with a row each in every table that an owner may read, and the product's own queries over the connection
 * that an owner would have. None of these queries has a clause for the tenant, so what keeps the other's rows away is the
 * database alone. The tables come from the catalogue; `tenant-wall.test.ts` looks at the rules themselves.
 */

const OWNER = 'sluice_account_holder';
const MINE = 'acct_mine';
const THEIRS = 'acct_theirs';
const NOBODYS = 'acct_nobodys';

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let tables: string[];

type Column = { name: string; type: string; labels: string[] | null; isRequired: boolean };

/** A value of the column's type as text, the tenant's own where it is a text. */
function valueOf({ name, type, labels }: Column, tenant: string): string {
  if (name === 'connected_account_id') return tenant;
  if (name === 'currency') return 'eur';
  if (labels?.[0] !== undefined) return labels[0];
  if (/^timestamp/.test(type)) return '2026-11-20T00:00:00Z';
  if (type === 'date') return '2026-11-20';
  if (type === 'boolean') return 'false';
  if (/^json|\[\]$/.test(type)) return '{}';
  if (type === 'text' || /^character/.test(type)) return `${name}_${tenant}`;
  return tenant === MINE ? '1' : '2';
}

async function insertRow(table: string, tenant: string): Promise<void> {
  const columns = await sql<Column[]>`
    select attname as name, format_type(atttypid, atttypmod) as type,
           attnotnull and not atthasdef and attidentity = '' and attgenerated = '' as "isRequired",
           (select array_agg(enumlabel::text order by enumsortorder) from pg_enum where enumtypid = atttypid) as labels
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum`;
  const given = columns.filter(({ name, isRequired }) => isRequired || name === 'connected_account_id');
  await sql.begin(async (tx) => {
    // The row alone matters here, not what leads to it.
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(
      `insert into ${table} (${given.map(({ name }) => `"${name}"`).join(', ')})
       values (${given.map(({ type }, at) => `$${String(at + 1)}::text::${type}`).join(', ')})`,
      given.map((column) => valueOf(column, tenant)),
    );
  });
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  const readable = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and has_table_privilege(${OWNER}, c.oid, 'SELECT') order by 1`;
  tables = readable.map(({ name }) => name);
  const checks = await sql<{ table: string; name: string }[]>`
    select conrelid::regclass::text as table, conname as name from pg_constraint
    where contype = 'c' and conparentid = 0 and coninhcount = 0 and conrelid::regclass::text = any(${tables})`;
  for (const { table, name } of checks) await sql.unsafe(`alter table ${table} drop constraint "${name}"`);
  for (const table of tables) for (const tenant of [MINE, THEIRS]) await insertRow(table, tenant);
  // The one pool of this process is an owner's.
  const pool = openDatabase(testDatabase.ownerUrl, { max: 1, role: OWNER });
  await pool.sql`select set_config('sluice.connected_account_id', ${MINE}, false)`;
  Object.assign(globalThis, { sluiceDatabase: pool });
});

afterAll(async () => {
  await closeDatabase();
  await sql.end();
  await testDatabase.drop();
});

it('two tenants have a row in every table that an owner may read, and each sees their own', async () => {
  expect(tables.length).toBeGreaterThan(8);
  for (const table of tables) {
    const [all] = await sql.unsafe<{ tenants: string[] }[]>(
      `select array_agg(distinct connected_account_id order by connected_account_id) as tenants from ${table}`,
    );
    expect(all?.tenants, table).toEqual([MINE, THEIRS]);
    const mine = await sql.begin(async (tx) => {
      await tx`select set_config('sluice.connected_account_id', ${MINE}, true)`;
      await tx`set local role ${tx(OWNER)}`;
      return tx.unsafe<{ tenant: string }[]>(`select connected_account_id as tenant from ${table}`);
    });
    expect([...mine], table).toEqual([{ tenant: MINE }]);
  }
});

it('an owner’s connection that names no tenant sees no row', async () => {
  const fresh = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    for (const setting of ['select 1', `set sluice.connected_account_id = ''`]) {
      await fresh.unsafe(setting);
      await fresh`set role ${fresh(OWNER)}`;
      for (const table of tables)
        expect([...(await fresh.unsafe(`select 1 from ${table}`))], table).toEqual([]);
      await fresh`reset role`;
    }
  } finally {
    await fresh.end();
  }
});

const everything: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'opr_test', name: 'Test', role: 'administrator' },
};

const firstPage = (list: string) => readPageRequest({ list, filter: {} }, {});

/** The product's own queries, by the id of a tenant. Ids of other things are what `insertRow` gave them. */
const BY_TENANT: Record<string, (tenant: string) => Promise<unknown>> = {
  getConnectedAccount: (tenant) => getConnectedAccount(everything, tenant),
  readStripeBalances: (tenant) => readStripeBalances(everything, tenant),
  getPayout: (tenant) => getPayout(everything, `payout_id_${tenant}`),
  getJournalEntry: (tenant) => getJournalEntry(everything, `journal_entry_id_${tenant}`),
  listJournalEntriesOfSources: (tenant) => listJournalEntriesOfSources(everything, [`source_id_${tenant}`]),
  listJournalEntries: (tenant) =>
    listJournalEntries(everything, { connectedAccountId: tenant }, firstPage('journal_entries')),
  readBook: (tenant) => readBook(everything, tenant),
  readBookName: (tenant) => readBookName(everything, tenant),
  readTrialBalances: (tenant) => readTrialBalances(everything, { connectedAccountId: tenant }),
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'without a word';
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}

/** Everything that a call says, refusals too, without the id that was asked for. */
async function answerOf(ask: (tenant: string) => Promise<unknown>, tenant: string): Promise<string> {
  const words = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
  const answer = await ask(tenant).then(
    (value) => `answered ${words(value)}`,
    (error: unknown) => `refused ${reasonOf(error)}`,
  );
  return answer.replaceAll(tenant, 'the id');
}

describe('a query without a clause for the tenant, over an owner’s connection', () => {
  it.each(Object.entries(BY_TENANT))(
    '%s answers for another’s id as for an unknown one',
    async (_name, ask) => {
      const [mine, theirs, nobodys] = [
        await answerOf(ask, MINE),
        await answerOf(ask, THEIRS),
        await answerOf(ask, NOBODYS),
      ];
      expect(theirs).toBe(nobodys);
      expect(theirs).not.toContain(THEIRS);
      expect(mine).not.toContain(THEIRS);
      // Where an owner may read all of it, their own id is another answer: the likeness above is no accident.
      if (!mine.includes('permission denied')) expect(mine).not.toBe(nobodys);
    },
  );

  it('most of them read only what an owner may read', async () => {
    const answers = await Promise.all(Object.values(BY_TENANT).map((ask) => answerOf(ask, MINE)));
    expect(answers.filter((answer) => answer.startsWith('answered')).length).toBeGreaterThan(5);
  });

  it('a list of all books has one tenant', async () => {
    const { rows } = await listBooks(everything, firstPage('books'));
    expect(rows.map(({ connectedAccountId }) => connectedAccountId)).toEqual([MINE]);
  });
});
