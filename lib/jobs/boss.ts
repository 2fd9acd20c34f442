import { PgBoss, type Db } from 'pg-boss';
import type postgres from 'postgres';
import { openLibraryClient } from '../db/client.ts';
import { isConnectionLost } from '../db/lost-connection.ts';
import { env } from '../env.ts';
import { log } from '../log.ts';

/** pg-boss is a scheduler and a bell, not a store: three connections serve any number of jobs. */
const POOL_SIZE_MAX = 3;
/** How soon a job of a killed worker is noticed and how soon a missed schedule is made up for. */
const SUPERVISE_SECONDS = 5;

export type Boss = {
  boss: PgBoss;
  /** Waits for running jobs (at most `timeoutMs`), then closes the connections. */
  close: (timeoutMs: number) => Promise<void>;
};

/** pg-boss over postgres.js, so that there is one driver. Its scripts open transactions and need a connection to themselves. */
function bossDatabase(sql: postgres.Sql): Db {
  return {
    executeSql: async (text, values = []) => {
      const parameters = values as postgres.ParameterOrJSON<never>[]; // pg-boss sends strings, numbers, dates and arrays
      if (!/\bBEGIN\b/i.test(text)) return { rows: rowsOf(await sql.unsafe(text, parameters)) };
      const connection = await sql.reserve();
      try {
        const result = await connection.unsafe(text, parameters);
        connection.release();
        return { rows: rowsOf(result) };
      } catch (error) {
        // postgres.js has put a lost connection aside already; releasing it would offer a closed socket to the next query.
        if (!isConnectionLost(error)) {
          await connection.unsafe('rollback'); // two workers that install at once: one script fails half-way
          connection.release();
        }
        throw error;
      }
    },
  };
}

/** A script of several statements answers with one result each. */
function rowsOf(result: readonly unknown[]): unknown[] {
  return result.some(Array.isArray) ? (result as unknown[][]).flat() : [...result];
}

/**
 * Starts pg-boss in its schema `pgboss`, which the runtime role owns, and brings that schema to its newest version.
 * @param options.isWorker whether this process also schedules and supervises; web processes only stage jobs
 */
export async function openBoss(options: { isWorker: boolean; url?: string }): Promise<Boss> {
  const sql = openLibraryClient(options.url ?? env().DATABASE_URL, {
    max: POOL_SIZE_MAX,
    applicationName: 'sluice-jobs',
  });
  const boss = new PgBoss({
    db: bossDatabase(sql),
    schema: 'pgboss',
    createSchema: false,
    schedule: options.isWorker,
    supervise: options.isWorker,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    // What it remembers of jobs at work keeps the next of the same key from being fetched; by itself it looks again after a minute.
    queueCacheIntervalSeconds: SUPERVISE_SECONDS,
    // The embedded Postgres of a laptop must not be reindexed behind a demo's back; deployments do it by schedule.
    reindex: false,
  });
  // Without a listener an error of its timers would end the process; the sweeps notice a lost database themselves.
  boss.on('error', (error) => {
    log.warn({ err: error }, 'pg-boss met an error');
  });
  boss.on('warning', (warning) => {
    log.warn({ warning }, 'pg-boss warns');
  });
  try {
    await boss.start();
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  return {
    boss,
    close: async (timeoutMs) => {
      await boss.stop({ graceful: true, timeout: timeoutMs });
      await sql.end({ timeout: 5 });
    },
  };
}
