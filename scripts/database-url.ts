import { startEmbeddedPostgres } from './embedded-postgres.ts';

/**
 * Runs `work` against `DATABASE_URL`, or against the embedded Postgres when it is not set, and ends what it started.
 * The address is put into the environment, where `env()` reads it.
 * @throws Error in production without `DATABASE_URL`: real money needs a Postgres that somebody backs up
 */
export async function withDatabaseUrl<Result>(
  work: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return work(given);
  if (process.env.NODE_ENV === 'production' && process.env['SLUICE_DEMO'] !== '1')
    throw new Error('DATABASE_URL is missing: production does not use the embedded Postgres.');
  const server = await startEmbeddedPostgres({
    dataDir: process.env['SLUICE_DATA_DIR'] ?? '.data',
    report: (message) => {
      console.error(message);
    },
  });
  process.env['DATABASE_URL'] = server.url;
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
