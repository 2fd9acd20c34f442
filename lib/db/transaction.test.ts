import { afterAll, beforeAll, expect, it } from 'vitest';
import { operators } from '#drizzle/schema/floor.ts';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, database, type Database } from './client.ts';
import { inTransaction, type Transaction } from './transaction.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

const add = async (to: Transaction | Database): Promise<void> => {
  await to
    .insert(operators)
    .values({ operatorId: 'opr_1', email: 'private@bank.example', name: 'NUL \0', role: 'viewer' });
};

it.each([
  ['in a transaction', () => inTransaction(add)],
  ['outside', () => add(database())],
])('an error %s names the fault and repeats nothing of what was to be stored', async (_where, failing) => {
  const failed = failing();
  const error: unknown = await failed.catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'PostgresError' });
  expect(String(error)).not.toContain('private@bank.example');
});
