import { startSimulator, type RunningSimulator, type ServerOptions } from '../e2e/stripe-simulator/server.ts';
import { appendFile } from 'node:fs/promises';
import postgres from 'postgres';
import { sessionsThatPay, sessionsTooWide, type SessionAtStripe } from '../e2e/check-account-sessions.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { CHECKED_SESSIONS } from './checked-sessions.ts';
import { createTestDatabase } from './test-database.ts';

export type TestStripe = Pick<RunningSimulator, 'simulator' | 'url'> & {
  /** The database as its owner sees it. */
  databaseOwnerUrl: string;
  /** Stops the simulator and removes the database. @throws Error when a fault was planned that never struck, or a session pays its owner */
  stop(): Promise<void>;
};

/**
 * The local Stripe over HTTP and an empty database of the caller's own, with the environment pointing at both. Call it
 * once per test file, before anything reads the environment. Nothing is delivered: tests read and list.
 */
export async function startTestStripe(options: ServerOptions = {}): Promise<TestStripe> {
  const [database, running] = await Promise.all([createTestDatabase(), startSimulator(options)]);
  process.env['DATABASE_URL'] = database.url;
  process.env['DATABASE_MIGRATION_URL'] = database.ownerUrl;
  process.env['STRIPE_API_BASE'] = running.url;
  return {
    simulator: running.simulator,
    url: running.url,
    databaseOwnerUrl: database.ownerUrl,
    stop: async () => {
      const sessions = running.simulator.core.store.accountSessions.entries().map(([, row]) => row);
      const wide = sessions.length === 0 ? [] : await tooWide(database.ownerUrl, sessions);
      await closeDatabase();
      await running.stop();
      await database.drop();
      if (sessions.length > 0) await appendFile(CHECKED_SESSIONS, `${String(sessions.length)}\n`);
      const wrong = [...sessionsThatPay(sessions), ...wide];
      if (wrong.length > 0)
        throw new Error(`Sessions that let an owner take money past us: ${wrong.join('; ')}`);
      const { neverStruck } = running.simulator.faults;
      if (neverStruck.length > 0)
        throw new Error(
          `Faults that never struck, so nothing is shown about them: ${JSON.stringify(neverStruck)}`,
        );
    },
  };
}

async function tooWide(url: string, sessions: readonly SessionAtStripe[]): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sessionsTooWide(sql, sessions);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
