import { parseArgs } from 'node:util';
import { jobContext } from '#lib/context.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { lockDispatch } from '#lib/payouts/dispatch/lock-dispatch.ts';
import { withDatabaseUrl } from '#scripts/database-url.ts';

/* For whoever puts a copy of the data folder back: before a worker starts on it. It ends by itself, see docs/runbooks/dispatch-locked.md. */

const { values } = parseArgs({ options: { because: { type: 'string', default: 'A backup was put back.' } } });

await withDatabaseUrl(async () => {
  try {
    const isNew = await lockDispatch(jobContext('dispatch-payouts'), { because: values.because });
    process.stdout.write(isNew ? 'Dispatch is locked.\n' : 'Dispatch was locked already.\n');
  } finally {
    await closeDatabase();
  }
});
