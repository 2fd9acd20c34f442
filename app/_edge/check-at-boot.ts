import { readSchemaVersion } from '#lib/db/schema-version.ts';
import { env } from '#lib/env.ts';

/** @throws Error with one sentence for people: which variable, or which migration is missing. */
export async function checkAtBoot(): Promise<void> {
  env();
  const version = await readSchemaVersion();
  if (version.state === 'behind') {
    throw new Error(
      `The database is older than this version of Sluice: migration ${version.expected} is not applied. Run: npm run db:migrate`,
    );
  }
}
