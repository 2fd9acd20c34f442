import { seedDemoPersonas } from '#lib/auth/seed-demo-personas.ts';
import { jobContext } from '#lib/context.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { withDatabaseUrl } from './database-url.ts';

await withDatabaseUrl(async () => {
  const { added } = await seedDemoPersonas(jobContext('seed-demo'), {});
  await closeDatabase();
  console.log(added === 0 ? 'The demo people are there already.' : `${added} demo people added.`);
});
