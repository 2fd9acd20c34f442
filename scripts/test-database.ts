import postgres from 'postgres';
import { inject } from 'vitest';
import type {} from './vitest-global-setup.ts';
import { databaseAddress, TEST_DATABASE_PREFIX } from './test-template.ts';

export type TestDatabase = {
  /** A migrated, empty database of the caller's own, as web and worker log in: a role that owns nothing. */
  url: string;
  /** The same database as the owner sees it, around every grant and policy. */
  ownerUrl: string;
  /** Ends every connection to it and removes it. */
  drop: () => Promise<void>;
};

let databasesMade = 0;

/**
 * Clones the migrated template: about 50 ms, on the real Postgres that the test run started.
 * Code that reads `env().DATABASE_URL` needs `process.env['DATABASE_URL'] = url` before its first query.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('testPostgres');
  databasesMade += 1;
  const name = `${TEST_DATABASE_PREFIX}${String(process.pid)}_${String(databasesMade)}_${crypto.randomUUID().slice(0, 8)}`;
  await onServer(
    server.ownerUrl,
    (sql) => sql`create database ${sql(name)} template ${sql(server.template)}`,
  );
  return {
    url: databaseAddress(server.url, name),
    ownerUrl: databaseAddress(server.ownerUrl, name),
    drop: async () => {
      await onServer(server.ownerUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
    },
  };
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
