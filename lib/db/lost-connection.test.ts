import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { clientOptions, closeDatabase, databaseClient, openDatabase, type Sql } from './client.ts';
import { isConnectionLost } from './lost-connection.ts';
import { inTransaction } from './transaction.ts';

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
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
        const ending = owner`select pg_terminate_backend(${self?.pid ?? 0}, 10000)`.execute();
        if (when === 'during a statement') await tx.execute(sql`select pg_sleep(${10})`);
        await ending;
        await tx.execute(sql`select 1`);
      });
      await expect(cut).rejects.toSatisfy(isConnectionLost);
      const found = await Promise.all(
        Array.from({ length: 20 }, () => databaseClient()`select name from heartbeats`),
      );
      expect(found.every((rows) => rows.length === 0)).toBe(true);
      await inTransaction((tx) => tx.execute(sql`select 1`));
    },
  );

  it('is told apart from what a statement did wrong', async () => {
    const wrong = inTransaction((tx) => tx.execute(sql`select 1 / 0`));
    await expect(wrong).rejects.not.toSatisfy(isConnectionLost);
  });
});

/** Each test failed on the driver as released: docs/decisions/0008. One connection, so that the next query meets its remains. */
describe('the repaired driver', () => {
  type Pool = { pool: postgres.Sql; cut: (pid: unknown) => Promise<void> };

  async function withPool(work: (opened: Pool) => Promise<void>): Promise<void> {
    const waiting: (() => void)[] = [];
    const pool = postgres(testDatabase.url, {
      ...clientOptions({ max: 1 }),
      onclose: () => waiting.shift()?.(),
    });
    const cut = async (pid: unknown) => {
      const closed = new Promise<void>((resolve) => waiting.push(resolve));
      await owner`select pg_terminate_backend(${Number(pid)}, 10000)`;
      await closed;
    };
    try {
      await work({ pool, cut });
    } finally {
      await pool.end({ timeout: 5 });
    }
  }

  it('gives a result without holes after a statement that failed between its rows', () =>
    withPool(async ({ pool }) => {
      await expect(pool`select 10 / (3 - x) from generate_series(1, 5) x`).rejects.toThrow(/zero/);
      expect([...(await pool`select 7 as seven`)]).toEqual([{ seven: 7 }]);
    }));

  it('refuses a statement on a connection that is gone, and answers the next query', () =>
    withPool(async ({ pool, cut }) => {
      const late = Promise.withResolvers<unknown>();
      const lost = pool.begin(async (tx) => {
        const [self] = await tx`select pg_backend_pid() as pid`;
        await cut(self?.['pid']);
        await tx`select 1`.then(late.resolve, late.reject);
      });
      await expect(lost).rejects.toSatisfy(isConnectionLost);
      await expect(late.promise).rejects.toSatisfy(isConnectionLost);
      expect([...(await pool`select 7 as seven`)]).toEqual([{ seven: 7 }]);
    }));

  it('lets no statement of a lost transaction run on the connection that follows', () =>
    withPool(async ({ pool, cut }) => {
      const late = Promise.withResolvers<unknown>();
      const lost = pool.begin(async (tx) => {
        const [self] = await tx`select pg_backend_pid() as pid`;
        await cut(self?.['pid']);
        await pool`select 1`;
        const stale = tx`insert into heartbeats (name, beat_at, detail) values ('stale', now(), '{}')`;
        await stale.then(late.resolve, late.reject);
      });
      await expect(lost).rejects.toSatisfy(isConnectionLost);
      await expect(late.promise).rejects.toSatisfy(isConnectionLost);
      expect(await owner`select name from heartbeats`).toHaveLength(0);
    }));

  it('neither keeps the old last words nor holds back its own first ones', () =>
    withPool(async ({ pool, cut }) => {
      const [self] = await pool`select pg_backend_pid() as pid`;
      const sleeping = pool`select pg_sleep(${10})`.execute();
      const rejected = expect(sleeping).rejects.toSatisfy(isConnectionLost);
      await cut(self?.['pid']);
      await rejected;
      expect([...(await pool`select 7 as seven`)]).toEqual([{ seven: 7 }]);
    }));

  it('tells a connection that is lost while it is prepared to the waiting query alone', async () => {
    const { hostname, port } = new URL(testDatabase.url);
    const cutter = createServer((client) => {
      const server = connect(Number(port), hostname);
      client.on('data', (bytes) => {
        if (bytes.includes('typarray')) client.resetAndDestroy();
        else server.write(bytes);
      });
      server.on('data', (bytes) => client.write(bytes));
      client.on('close', () => server.destroy());
    });
    await once(cutter.listen(0, '127.0.0.1'), 'listening');
    const address = new URL(testDatabase.url);
    address.port = String((cutter.address() as AddressInfo).port);
    const pool = postgres(address.href, clientOptions({ max: 1 }));
    // A rejection that nobody handles fails the whole run.
    await expect(pool`select 1`).rejects.toSatisfy(isConnectionLost);
    await pool.end({ timeout: 0 });
    cutter.close();
  });
});
