import 'server-only';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from '#drizzle/schema/index.ts';
import { env } from '../env.ts';

export type Database = PostgresJsDatabase<typeof schema>;
export type Sql = postgres.Sql<{ bigint: bigint }>;
type Connected = { db: Database; sql: Sql };

/** The runtime role: it cannot alter the schema nor rewrite events, entries or audit rows. Migrations run without it. */
const RUNTIME_ROLE = 'sluice_app';
const POOL_SIZE_MAX = 10;

/**
 * Opens a pool of its own. int8 arrives as `bigint` in raw queries.
 * @param options.role database role of every connection; `null` keeps the login role (migrations only)
 */
export function openDatabase(
  url: string,
  options: { max?: number; role?: string | null; applicationName?: string } = {},
): Connected {
  const role = options.role === undefined ? RUNTIME_ROLE : options.role;
  const sql = postgres(url, {
    max: options.max ?? POOL_SIZE_MAX,
    types: { bigint: postgres.BigInt },
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? 'sluice',
      TimeZone: 'UTC',
      ...(role === null ? {} : { role }),
    },
  });
  // drizzle replaces date parsers of the client it is given, so raw queries get their own view of the same pool rules.
  return { db: drizzle({ client: sql, schema }), sql };
}

// Next evaluates this module once per bundle; one pool per process needs a place that all of them see.
const shared = globalThis as { sluiceDatabase?: Connected };

function connected(): Connected {
  shared.sluiceDatabase ??= openDatabase(env().DATABASE_URL);
  return shared.sluiceDatabase;
}

/** The process-wide drizzle handle, connected on first use. */
export function database(): Database {
  return connected().db;
}

/** The process-wide postgres.js client, for set-based statements and LISTEN. Timestamps come as ISO-like strings. */
export function databaseClient(): Sql {
  return connected().sql;
}

/** Ends the process-wide pool, waiting up to five seconds for running queries. */
export async function closeDatabase(): Promise<void> {
  await shared.sluiceDatabase?.sql.end({ timeout: 5 });
  delete shared.sluiceDatabase;
}
