import 'server-only';
import { connectionProblem } from './db/connection-problem.ts';
import { readSchemaVersion } from './db/schema-version.ts';
import { demoListenerProblem, env } from './env.ts';

/**
 * Why web cannot serve with this environment and this database, for people; null when it can.
 * @param hostname the address that the server listens on
 */
export async function findStartRefusal(hostname: string | undefined): Promise<string | null> {
  return environmentRefusal(hostname) ?? (await schemaRefusal());
}

function environmentRefusal(hostname: string | undefined): string | null {
  try {
    return demoListenerProblem(env(), hostname);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function schemaRefusal(): Promise<string | null> {
  try {
    const version = await readSchemaVersion();
    return version.state === 'behind'
      ? `The database is older than this version of Sluice: migration ${version.expected} is not applied. Run: npm run db:migrate`
      : null;
  } catch (error) {
    const problem = connectionProblem(error);
    if (problem === null) throw error;
    return problem;
  }
}
