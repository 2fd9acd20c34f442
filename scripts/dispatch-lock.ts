import { parseArgs } from 'node:util';
import { jobContext } from '#lib/context.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { lockDispatch } from '#lib/payouts/dispatch/lock-dispatch.ts';
import { withDatabaseUrl } from '#scripts/database-url.ts';

/* For whoever puts a copy of the data folder back: before a worker starts on it. A person ends it, see docs/runbooks/dispatch-locked.md. */

const USAGE = `npm run dispatch:lock [-- --because "why"]
Locks dispatch: no payout is sent until Stripe's lists are read again. See docs/runbooks/dispatch-locked.md.
  --because  why, for the record; without it "A backup was put back."
`;

function readArguments(): { because: string; help: boolean } | null {
  try {
    return parseArgs({
      options: {
        because: { type: 'string', default: 'A backup was put back.' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 2;
    return null;
  }
}

async function lock(because: string): Promise<void> {
  await withDatabaseUrl(async () => {
    try {
      await lockDispatch(jobContext('dispatch-payouts'), { because });
      process.stdout.write('Dispatch is locked as of now.\n');
    } finally {
      await closeDatabase();
    }
  });
}

const given = readArguments();
if (given?.help === true) process.stdout.write(USAGE);
else if (given !== null) await lock(given.because);
