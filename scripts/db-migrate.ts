import { migrateDatabase } from '#lib/db/migrate.ts';
import { withDatabaseUrl } from './database-url.ts';

await withDatabaseUrl(migrateDatabase);
console.log('The database schema is at its newest version.');
