import { migrateDatabase } from '#lib/db/migrate.ts';
import { isAbsentForNow } from '#lib/db/connection-problem.ts';
import { databaseUrl, migrationUrl, refuseGuessedPasswords } from '#lib/env.ts';
import { ensureDatabaseLogin } from './database-login.ts';
import { withDatabaseUrl } from './database-url.ts';
import { withPatience } from './with-patience.ts';

// A Postgres of somebody's own is a deployment's until NODE_ENV says otherwise; the embedded one belongs to no deployment.
if ((process.env['DATABASE_URL'] ?? '').trim() !== '') await import('./production-by-default.ts');

await withDatabaseUrl(async () => {
  refuseGuessedPasswords();
  const ownerUrl = migrationUrl();
  const loginUrl = databaseUrl();
  // Also beside a Postgres that starts at this moment: nobody is there to run this again.
  await withPatience(
    async () => {
      await migrateDatabase(ownerUrl);
      await ensureDatabaseLogin(ownerUrl, loginUrl);
    },
    {
      isWorthWaiting: isAbsentForNow,
      onRetry: (problem) => {
        console.error(`${problem ?? 'Postgres does not serve now.'} Trying again.`);
      },
    },
  );
});
console.log('The database schema is at its newest version.');
