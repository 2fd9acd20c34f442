import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from './client.ts';
import { isConnectionLost } from './lost-connection.ts';
import { inTransaction } from './transaction.ts';

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.url, { max: 1, role: null }).sql;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

const beat = sql`insert into heartbeats (name, beat_at, detail) values ('lost', now(), '{}')`;

describe('a connection that is cut in the middle of a transaction', () => {
  it.each(['before the next statement', 'during a statement'])(
    '%s: rejects, stores nothing and the pool goes on',
    async (when) => {
      const cut = inTransaction(async (tx) => {
        await tx.execute(beat);
        const [self] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        const ending = owner`select pg_terminate_backend(${self?.pid ?? 0})`.execute();
        if (when === 'during a statement') await tx.execute(sql`select pg_sleep(10)`);
        await ending;
        await tx.execute(sql`select 1`);
      });
      await expect(cut).rejects.toSatisfy(isConnectionLost);
      // The fault that this guards against surfaces one turn later, as an exception that nobody can catch.
      await new Promise((resolve) => setImmediate(resolve));
      const askAll = () =>
        Promise.allSettled(Array.from({ length: 20 }, () => databaseClient()`select name from heartbeats`));
      // postgres.js reports the old connection's last words once more, to the first query of the new one.
      const first = await askAll();
      expect(first.filter(({ status }) => status === 'rejected').length).toBeLessThanOrEqual(1);
      const second = await askAll();
      expect(second.every((found) => found.status === 'fulfilled' && found.value.length === 0)).toBe(true);
      await inTransaction((tx) => tx.execute(sql`select 1`));
    },
  );

  it('is told apart from what a statement did wrong', async () => {
    const wrong = inTransaction((tx) => tx.execute(sql`select 1 / 0`));
    await expect(wrong).rejects.not.toSatisfy(isConnectionLost);
  });
});
