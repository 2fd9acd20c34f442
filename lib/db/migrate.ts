import { join } from 'node:path';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { openDatabase } from './client.ts';

/** Where the SQL files are, also in a standalone build: resolved from the working directory. */
const MIGRATIONS_FOLDER = join(process.cwd(), 'drizzle', 'migrations');

/**
 * Brings the schema to its newest version as the login role, which must own it. Safe to call again.
 * @throws the first failing statement's error, with its cause
 */
export async function migrateDatabase(url: string): Promise<void> {
  const { db, sql } = openDatabase(url, { max: 1, role: null, applicationName: 'sluice-migrate' });
  try {
    await migrate(db, { migrationsFolder: MIGRATIONS_FOLDER });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
