import { migrateDatabase } from '#lib/db/migrate.ts';
import { databaseUrl, migrationUrl } from '#lib/env.ts';
import { ensureDatabaseLogin } from './database-login.ts';
import { withDatabaseUrl } from './database-url.ts';

await withDatabaseUrl(async () => {
  const ownerUrl = migrationUrl();
  await migrateDatabase(ownerUrl);
  await ensureDatabaseLogin(ownerUrl, databaseUrl());
});
console.log('The database schema is at its newest version.');
