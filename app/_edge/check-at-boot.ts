import { warnOfLoginPower } from '#lib/db/login-power.ts';
import { readSchemaVersion } from '#lib/db/schema-version.ts';
import { env } from '#lib/env.ts';

/**
 * Ends the process with one sentence or list for people when the environment or the database's schema cannot serve.
 * Thrown, it would be printed twice with the server's own stack.
 */
export async function checkAtBoot(): Promise<void> {
  const refusal = environmentRefusal() ?? (await schemaRefusal());
  if (refusal === null) {
    await warnOfLoginPower();
    return;
  }
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

function environmentRefusal(): string | null {
  try {
    env();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function schemaRefusal(): Promise<string | null> {
  const version = await readSchemaVersion();
  if (version.state !== 'behind') return null;
  return `The database is older than this version of Sluice: migration ${version.expected} is not applied. Run: npm run db:migrate`;
}
