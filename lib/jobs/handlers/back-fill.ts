import { jobContext } from '../../context.ts';
import { runSync } from '../../stripe-events/back-fill/run-sync.ts';
import type { JobHandler } from '../job-handler.ts';

/** Asks Stripe for what no webhook brought. A run that is under way elsewhere does the same work, so this one ends. */
export const backFillJob: JobHandler<'back-fill'> = async ({ kind, syncRunId, connectedAccountId }) => {
  await runSync(jobContext('back-fill'), {
    kind,
    ...(syncRunId === undefined ? {} : { syncRunId }),
    ...(connectedAccountId === undefined ? {} : { connectedAccountId }),
  });
};
