import 'server-only';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from '#drizzle/schema/index.ts';
import { databaseUrl, migrationUrl } from '../env.ts';
import './bare-queries.ts';
import { DomainError } from '../errors.ts';

export type Database = PostgresJsDatabase<typeof schema>;
export type Sql = postgres.Sql<{ bigint: bigint }>;
type Connected = { db: Database; sql: Sql };

/** The runtime role: it cannot alter the schema nor rewrite events, entries or audit rows. Migrations run without it. */
const RUNTIME_ROLE = 'sluice_app';
const POOL_SIZE_MAX = 10;

/** A database that came back is found within a second; the driver's own waits grow to 20 s. */
const RECONNECT_SECONDS = 0.2;
const RECONNECT_SECONDS_MAX = 1;
const CONNECT_TIMEOUT_SECONDS = 5;

type OpenOptions = { max?: number; role?: string | null; applicationName?: string; statementMsMax?: number };

/** What every pool of ours has in common: the runtime role, UTC, and how it reconnects. */
export function clientOptions(options: OpenOptions) {
  const role = options.role === undefined ? RUNTIME_ROLE : options.role;
  return {
    max: options.max ?? POOL_SIZE_MAX,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: (retries: number) => Math.min(RECONNECT_SECONDS * 2 ** retries, RECONNECT_SECONDS_MAX),
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? 'sluice',
      TimeZone: 'UTC',
      ...(options.statementMsMax === undefined ? {} : { statement_timeout: options.statementMsMax }),
      ...(role === null ? {} : { role }),
    },
  };
}

/**
 * Opens a pool of its own. int8 arrives as `bigint` in raw queries.
 * @param options.role database role of every connection; `null` keeps the login role (migrations only)
 * @param options.statementMsMax after which the server itself ends a statement; without it none is ended
 */
export function openDatabase(url: string, options: OpenOptions = {}): Connected {
  const sql = postgres(url, { ...clientOptions(options), types: { bigint: postgres.BigInt } });
  // drizzle replaces date parsers of the client it is given, so raw queries get their own view of the same pool rules.
  return { db: drizzle({ client: sql, schema }), sql };
}

/**
 * A pool for libraries that write their own SQL for `pg`: JSON is sent as they serialised it, int8 arrives as text and
 * timestamps as `Date`.
 */
export function openLibraryClient(url: string, options: OpenOptions = {}): postgres.Sql {
  return postgres(url, {
    ...clientOptions(options),
    types: {
      json: {
        to: 114,
        from: [114, 3802],
        serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
        parse: (text: string): unknown => JSON.parse(text),
      },
    },
  });
}

// Next evaluates this module once per bundle; one pool per process needs a place that all of them see.
const shared = globalThis as {
  sluiceDatabase?: Connected;
  sluiceProbe?: Connected;
  sluicePatient?: Connected;
};

function connected(): Connected {
  shared.sluiceDatabase ??= openDatabase(databaseUrl());
  return shared.sluiceDatabase;
}

/**
 * Runs `work` as whoever owns the database, for what only they may write: the first people, the world of the demo. For scripts
 * alone; nothing else of the process may use the database meanwhile.
 * @throws DomainError `precondition_failed` with the address of somebody else
 */
export async function asDatabaseOwner<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = shared.sluiceDatabase;
  const own = openDatabase(migrationUrl(), { max: 2, role: null, applicationName: 'sluice owner' });
  shared.sluiceDatabase = own;
  try {
    const [owner] =
      await own.sql`select from pg_class where oid = 'operators'::regclass and pg_has_role(current_user, relowner, 'USAGE')`;
    if (owner === undefined)
      throw new DomainError(
        'precondition_failed',
        'Only whoever owns the database does this. Give their address as DATABASE_MIGRATION_URL.',
      );
    return await work();
  } finally {
    if (before === undefined) delete shared.sluiceDatabase;
    else shared.sluiceDatabase = before;
    await own.sql.end({ timeout: 5 });
  }
}

/** The process-wide drizzle handle, connected on first use. */
export function database(): Database {
  return connected().db;
}

/** The process-wide postgres.js client, for set-based statements and LISTEN. Timestamps come as ISO-like strings. */
export function databaseClient(): Sql {
  return connected().sql;
}

/** Whoever asked for a long read waits this long and no longer. */
const PATIENCE_MS = 20_000;

/**
 * For reads that somebody asked for knowing that they take long: two at a time, so that everybody else's go on beside them, and the
 * server ends each after twenty seconds (`57014`).
 */
export function patientDatabase(): Database {
  shared.sluicePatient ??= openDatabase(databaseUrl(), {
    max: 2,
    applicationName: 'sluice patient',
    statementMsMax: PATIENCE_MS,
  });
  return shared.sluicePatient.db;
}

/**
 * Runs the reads of a probe on one connection beside the pool: the server ends each of their statements after
 * `msMax`, and `abandon` lets go of a connection that does not even say that, so no probe leaves anything behind.
 */
export function openProbe(msMax: number): { db: Database; abandon: () => void } {
  const probe = (shared.sluiceProbe ??= openDatabase(databaseUrl(), {
    max: 1,
    applicationName: 'sluice probe',
    statementMsMax: msMax,
  }));
  const abandon = (): void => {
    if (shared.sluiceProbe === probe) delete shared.sluiceProbe;
    void probe.sql.end({ timeout: 0 });
  };
  return { db: probe.db, abandon };
}

/** Ends the process-wide pool, waiting up to five seconds for running queries. */
export async function closeDatabase(): Promise<void> {
  const open = [shared.sluiceDatabase, shared.sluiceProbe, shared.sluicePatient];
  delete shared.sluiceDatabase;
  delete shared.sluiceProbe;
  delete shared.sluicePatient;
  await Promise.all(open.flatMap((connection) => connection?.sql.end({ timeout: 5 }) ?? []));
}
