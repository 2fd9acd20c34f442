import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { isProcessAlive } from './process-alive.ts';
import { withProcessLock } from './process-lock.ts';

const execute = promisify(execFile);

/** Names of clones are `test_<pid>_<n>`, so that a later run knows which ones nobody uses any more. */
export const TEST_DATABASE_PREFIX = 'test_';

/**
 * Makes, once per state of `drizzle/migrations`, the migrated database that test files clone.
 * @returns its name
 */
export async function prepareTemplateDatabase(serverUrl: string, dataDir: string): Promise<string> {
  const template = `template_${await digestOfMigrations()}`;
  await withProcessLock(join(dataDir, 'template.sqlite'), async () => {
    const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined });
    try {
      await dropAbandonedDatabases(sql);
      const [found] = await sql`select 1 from pg_database where datname = ${template}`;
      if (found !== undefined) return;
      // Migrated under another name first: an interrupted migration must never be taken for a template.
      const unfinished = `${TEST_DATABASE_PREFIX}${String(process.pid)}_template`;
      await sql`create database ${sql(unfinished)}`;
      await migrateInOwnProcess(serverUrl, unfinished);
      await sql`alter database ${sql(unfinished)} rename to ${sql(template)}`;
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
  return template;
}

/** Another database on the same server, with the same login. */
export function databaseAddress(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function digestOfMigrations(): Promise<string> {
  const hash = createHash('sha256');
  const paths: string[] = [];
  for await (const path of glob('drizzle/migrations/**/*.{sql,json}')) paths.push(path);
  for (const path of paths.toSorted()) hash.update(path).update(await readFile(path));
  return hash.digest('hex').slice(0, 12);
}

/** Migrations import `server-only`, which the test runner's own process refuses to load. */
async function migrateInOwnProcess(serverUrl: string, database: string): Promise<void> {
  await execute(process.execPath, ['--conditions=react-server', 'scripts/db-migrate.ts'], {
    env: { ...process.env, DATABASE_URL: databaseAddress(serverUrl, database) },
  });
}

async function dropAbandonedDatabases(sql: postgres.Sql): Promise<void> {
  const databases = await sql<{ datname: string }[]>`
    select datname from pg_database where datname like ${`${TEST_DATABASE_PREFIX}%`}`;
  for (const { datname } of databases) {
    const pid = Number(datname.split('_')[1]);
    if (!isProcessAlive(pid)) await sql`drop database if exists ${sql(datname)} with (force)`;
  }
}
