import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeDatabase, openDatabase, type Sql } from '#lib/db/client.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import type { Note } from './bulk-load.ts';
import { seedAudit } from './seed-audit.ts';
import { seedEntries } from './seed-entries.ts';
import { seedEvents } from './seed-events.ts';
import { seedPayouts } from './seed.ts';

/** Settings of a web process on this database; none leads anywhere else. */
export function benchSettings(databaseUrl: string, siteUrl: string): Record<string, string> {
  const secret = (): string => randomBytes(32).toString('hex');
  return {
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: `sk_test_${secret()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${secret()}`,
    NEXTAUTH_URL: siteUrl,
    NEXTAUTH_SECRET: secret(),
  };
}

/** For reads in this process: values that no part of a bench uses, because the environment is parsed as a whole. */
export function setEnvironment(databaseUrl: string): void {
  Object.assign(process.env, benchSettings(databaseUrl, 'http://127.0.0.1'));
}

const SEEDS = {
  payouts: seedPayouts,
  stripe_events: seedEvents,
  journal_entries: seedEntries,
  audit_records: seedAudit,
} as const satisfies Record<string, (sql: Sql, rows: number, note: Note) => Promise<void>>;

export type SeededTable = keyof typeof SEEDS;

/**
 * Runs with a seeded database; `--data` keeps it in that folder for the next run.
 * @param rows of each table that is needed; one that has rows is left as it is
 */
export async function withSeededTables<Outcome>(
  given: string | undefined,
  rows: Partial<Record<SeededTable, number>>,
  work: (url: string) => Promise<Outcome>,
): Promise<Outcome> {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'sluice-bench-tables-')));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await migrateDatabase(server.ownerUrl);
    process.env['DATABASE_MIGRATION_URL'] = server.ownerUrl;
    const login = openDatabase(server.ownerUrl, { max: 1, role: null });
    for (const [table, count] of Object.entries(rows) as [SeededTable, number][]) {
      const isEmpty = (await login.sql`select 1 from ${login.sql(table)} limit 1`).length === 0;
      if (isEmpty) await SEEDS[table](login.sql, count, (step) => void process.stderr.write(`${step}\n`));
    }
    await login.sql.end({ timeout: 5 });
    return await work(server.url);
  } finally {
    await closeDatabase();
    await server.stop();
    if (given === undefined) await rm(dataDir, { recursive: true, force: true });
  }
}
