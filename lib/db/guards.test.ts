import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { seedGuardedTables } from './guarded-tables.fixture.ts';
import { PARTITIONED } from './append-only-guards.fixture.ts';
import type { Attacker, Guard } from './guard-shapes.fixture.ts';
import { GUARDS } from './guards.fixture.ts';
import { WALLED } from './walled-tables.fixture.ts';

/*
 * Every guard that the database itself holds is load-bearing: with it, an attack is refused; taken away, the same attack
 * succeeds. Each case runs in a transaction of its own that is rolled back.
 */

let testDatabase: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.begin(seedGuardedTables);
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await testDatabase.drop();
});

const ROLES: Record<Attacker, readonly string[]> = {
  owner: [],
  application: ['set local role sluice_app'],
  'holder of acct_1A': [
    "set local sluice.connected_account_id = 'acct_1A'",
    'set local role sluice_account_holder',
  ],
};

const UNDO = new Error('rolled back by the test');

/** Whether the attack gets through; undone either way, with the role it took. */
async function succeeds(tx: postgres.TransactionSql, { as, attack }: Guard): Promise<boolean> {
  let touched = false;
  const isThrough = await tx
    .savepoint(async (inner) => {
      for (const statement of ROLES[as]) await inner.unsafe(statement);
      for (const statement of attack) {
        const { command, count } = await inner.unsafe(statement);
        touched = ['DO', 'TRUNCATE TABLE'].includes(command) || count > 0;
      }
      throw UNDO;
    })
    .catch((error: unknown) => error === UNDO);
  return isThrough && touched;
}

/** Runs in a transaction that never commits. */
async function rolledBack(work: (tx: postgres.TransactionSql) => Promise<void>): Promise<void> {
  await sql
    .begin(async (tx) => {
      await work(tx);
      throw UNDO;
    })
    .catch((error: unknown) => {
      if (error !== UNDO) throw error;
    });
}

describe('refused with the guard, possible without', () => {
  it.each(GUARDS)('$name', async (guard) => {
    await rolledBack(async (tx) => {
      if (guard.without !== undefined) await tx.unsafe(guard.without);
      expect(await succeeds(tx, guard)).toBe(false);
      await tx.unsafe(guard.remove);
      expect(await succeeds(tx, guard)).toBe(true);
    });
  });
});

describe('the application reads what its policy gives, and nothing else lets it in', () => {
  it.each(WALLED)('%s', async (table) => {
    await rolledBack(async (tx) => {
      const read: Guard = { name: table, as: 'application', remove: '', attack: [`select 1 from ${table}`] };
      expect(await succeeds(tx, read)).toBe(true);
      await tx.unsafe(`drop policy application on ${table}`);
      expect(await succeeds(tx, read)).toBe(false);
    });
  });
});

it.each(PARTITIONED)('a new partition of %s refuses TRUNCATE from its first moment', async (table) => {
  await rolledBack(async (tx) => {
    await tx`select create_month_partitions('2039-03-01', '2039-03-01')`;
    await expect(tx.unsafe(`truncate ${table}_2039_03`)).rejects.toThrow('append-only');
  }).catch((error: unknown) => {
    // The refusal has already ended the transaction.
    if (!(error instanceof Error) || !/current transaction is aborted/.test(error.message)) throw error;
  });
});

/** Guards of these tables came with later migrations and are tried beside the code that needs them. */
const TRIED_ELSEWHERE =
  /^(?:delivery_counts|journal_entr(?:ies\.journal_entry_counts|y_count)|list_export|operator_change_requests|operator_invitations|operator_passwords|operator_preferences|operators\.operators_guard_administrators|payouts\.payout_counts|payout_counts|payout_count_changes|postings\.(?:journal_entry_counts_turnover|seller_money_insert)|saved_views|seller_money_|sign_in_failures|stripe_event(?:s\.stripe_event_counts|_count)|sync_runs)/;

it('no trigger, constraint or wall of the first migrations is missing from the table', async () => {
  const rows = await sql<{ name: string }[]>`
    with tables as (select oid, relname, relrowsecurity from pg_class
                    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition)
    select 'trigger ' || relname || '.' || tgname as name from pg_trigger join tables on tables.oid = tgrelid where not tgisinternal
    union all select 'constraint ' || relname || '.' || conname from pg_constraint join tables on tables.oid = conrelid where contype in ('c', 'f', 'u')
    union all select 'index ' || relname || '.' || indexrelid::regclass from pg_index join tables on tables.oid = indrelid
      where indisunique and not exists (select from pg_constraint where conindid = indexrelid)
    union all select 'row security of ' || relname from tables where relrowsecurity`;
  const tried = new Set(GUARDS.map(({ name }) => name.replace(/ \((?:update|delete)\)$/, '')));
  const missing = rows
    .map(({ name }) => name)
    .filter((name) => !tried.has(name))
    // These tell open pages that something changed; they refuse nothing.
    .filter((name) => !/^trigger \w+\.tell$/.test(name))
    .filter(
      (name) => !TRIED_ELSEWHERE.test(name.replace(/^(?:trigger|constraint|index|row security of) /, '')),
    );
  expect(missing.sort()).toEqual([]);
});

it('every function that looks its tables up by name as it runs looks in public before the temporary ones', async () => {
  const astray = await sql`
    select p.oid::regprocedure::text as name from pg_proc p join pg_language l on l.oid = p.prolang
    where pronamespace = 'public'::regnamespace and lanname <> 'sql' and lanname <> 'c'
      and not ('search_path=public, pg_temp' = any (coalesce(proconfig, '{}')))`;
  expect([...astray]).toEqual([]);
});
