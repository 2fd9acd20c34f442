import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { Launcher } from './launcher.ts';
import { isProcessAlive } from './process-alive.ts';

type DatabaseOptions = {
  dataDir: string;
  data: 'keep' | 'fresh';
  durability: 'full' | 'none';
  given: Readonly<Record<string, string>>;
  report: (message: string) => void;
};

const WATCH_INTERVAL_MS = 500;

/** Before anything is thrown away. @throws Error when a given database should be emptied: that is its owner's to do */
export function refuseToEmptyGiven({ given, data }: Pick<DatabaseOptions, 'given' | 'data'>): void {
  if (data === 'fresh' && given['DATABASE_URL'] !== undefined)
    throw new Error('DATABASE_URL is set: Sluice empties only its own embedded database, not a given one.');
}

/** The database of a stack: the one given, or the embedded server, which ends with the stack. */
export async function openStackDatabase(
  options: DatabaseOptions,
  launcher: Launcher,
): Promise<{ url: string; ownerUrl: string }> {
  const given = options.given['DATABASE_URL'];
  if (given !== undefined) return { url: given, ownerUrl: options.given['DATABASE_MIGRATION_URL'] ?? given };
  const { dataDir, durability, report } = options;
  const server = await startEmbeddedPostgres({ dataDir, durability, report });
  await launcher.adopt({ name: 'postgres', pid: server.pid, stop: server.stop, ended: endOf(server.pid) });
  if (options.data === 'fresh') await recreateDatabase(server.ownerUrl);
  return { url: server.url, ownerUrl: server.ownerUrl };
}

/**
 * Whether the newest migration is applied, everything was read from Stripe once and, beside the local Stripe, there is
 * something to decide: then a start need not look again.
 */
export async function isDatabasePrepared(url: string, hasLocalStripe: boolean): Promise<boolean> {
  const journal = JSON.parse(await readFile('drizzle/migrations/meta/_journal.json', 'utf8')) as {
    entries: { when: number }[];
  };
  const sql = postgres(url, { max: 1 });
  try {
    const [table] = await sql`select 1 from pg_tables where tablename = '__drizzle_migrations'`;
    if (table === undefined) return false;
    const [newest] = await sql<{ newest: string | null }[]>`
      select max(created_at) as newest from drizzle.__drizzle_migrations`;
    if (Number(newest?.newest) < (journal.entries.at(-1)?.when ?? 0)) return false;
    const [seeded] = await sql`select 1 from sync_runs where kind = 'initial' and state = 'finished' limit 1`;
    if (seeded === undefined || !hasLocalStripe) return seeded !== undefined;
    const [asked] = await sql`select 1 from payout_requests limit 1`;
    return asked !== undefined;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The server may be adopted and then is not our child, so its end is looked for instead of waited for. */
async function endOf(pid: number): Promise<string> {
  while (isProcessAlive(pid)) await delay(WATCH_INTERVAL_MS, undefined, { ref: false });
  return `Postgres (process ${pid}) ended. Start again: what was committed is recovered.`;
}

async function recreateDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  const name = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const sql = postgres(admin.href, { max: 1, onnotice: () => undefined });
  try {
    await sql`drop database if exists ${sql(name)} with (force)`;
    await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
