import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase } from './client.ts';
import { executePrepared } from './execute-prepared.ts';
import { inTransaction } from './transaction.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
});

afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

it('has a statement parsed once, however often it runs with other values', async () => {
  await inTransaction(async (tx) => {
    const twice = async (value: number) =>
      (await executePrepared<{ twice: number }>(tx, sql`select 2 * ${value}::int as twice`))[0]?.twice;
    expect([await twice(1), await twice(2), await twice(3)]).toEqual([2, 4, 6]);
    const parsed = await tx.execute(
      sql`select 1 from pg_prepared_statements where statement = 'select 2 * $1::int as twice'`,
    );
    expect(parsed).toHaveLength(1);
  });
});

it('says what Postgres said', async () => {
  await expect(
    inTransaction((tx) => executePrepared(tx, sql`select 1 / ${0}::int as nothing`)),
  ).rejects.toSatisfy((error) => error instanceof postgres.PostgresError && error.code === '22012');
});
