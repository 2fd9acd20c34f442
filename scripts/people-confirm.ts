import { parseArgs } from 'node:util';
import { confirmFactor } from '#lib/approvals/step-up/confirm-factor.ts';
import { listWaitingFactorsOf } from '#lib/approvals/step-up/queries.ts';
import { jobContext } from '#lib/context.ts';
import { asDatabaseOwner, closeDatabase } from '#lib/db/client.ts';
import { DomainError } from '#lib/errors.ts';
import { withDatabaseUrl } from './database-url.ts';

/*
 * Confirms from the machine what somebody confirms with, while no administrator can: the very first of an install, or when every
 * other one was lost. It runs as the owner of the database (DATABASE_MIGRATION_URL), who is none of the people.
 */

const USAGE =
  'Usage: npm run people:confirm -- --email olga@work.example --fingerprint "0a1b 2c3d 4e5f 6071"\n' +
  'The fingerprint stands on their own page, Settings, Security. Without it, what waits is listed.';

const ctx = jobContext('confirm-from-machine');

const { values } = parseArgs({ options: { email: { type: 'string' }, fingerprint: { type: 'string' } } });

if (values.email === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const { email, fingerprint } = values;
  await withDatabaseUrl(async () => {
    try {
      await asDatabaseOwner(() => confirm(email, fingerprint));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      console.error(`${error.message}\n${USAGE}`);
      process.exitCode = 1;
    } finally {
      await closeDatabase();
    }
  });
}

async function confirm(email: string, fingerprint: string | undefined): Promise<void> {
  const waiting = await listWaitingFactorsOf(ctx, email);
  if (waiting.length === 0) throw new DomainError('not_found', `Nothing of ${email} waits.`);
  if (fingerprint === undefined) {
    for (const factor of waiting) console.log(`${factor.fingerprint}  ${factor.name}`);
    return;
  }
  const found = waiting.find((factor) => factor.fingerprint === fingerprint.trim());
  if (found === undefined) throw new DomainError('not_found', `Nothing of ${email} has this fingerprint.`);
  await confirmFactor(ctx, { factorId: found.factorId });
  console.log(`It counts from now on: ${found.name} of ${email}.`);
}
