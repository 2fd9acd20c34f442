import { databaseUrl } from '#lib/env.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/**
 * Runs `work` against `DATABASE_URL`, or against the embedded Postgres when it is not set, and ends what it started.
 * The addresses are put into the environment, where `lib/env.ts` reads them.
 * @throws SettingRefused when the address is none, and in production without one: real money needs a Postgres that
 *   somebody backs up
 */
export async function withDatabaseUrl<Result>(work: () => Promise<Result>): Promise<Result> {
  const isMissing = (process.env['DATABASE_URL'] ?? '').trim() === '';
  const isProduction = process.env.NODE_ENV === 'production' && process.env['SLUICE_DEMO'] !== '1';
  if (!isMissing || isProduction) {
    databaseUrl();
    return work();
  }
  const server = await startEmbeddedPostgres({
    dataDir: process.env['SLUICE_DATA_DIR'] ?? '.data',
    report: (message) => {
      console.error(message);
    },
  });
  process.env['DATABASE_URL'] = server.url;
  process.env['DATABASE_MIGRATION_URL'] = server.ownerUrl;
  try {
    return await work();
  } finally {
    await server.stop();
  }
}
