import { jobContext } from '../../context.ts';
import { runSync } from '../../stripe-events/back-fill/run-sync.ts';
import type { JobHandler } from '../job-handler.ts';

/**
 * Asks Stripe for what no webhook brought. A run that is under way elsewhere does the same work, so this one ends.
 * @throws Error when the worker was stopped in the middle, so that another worker takes the job
 */
export const backFillJob: JobHandler<'back-fill'> = async (payload, signal) => {
  const { kind, syncRunId, connectedAccountId } = payload;
  const outcome = await runSync(jobContext('back-fill'), {
    kind,
    ...(syncRunId === undefined ? {} : { syncRunId }),
    ...(connectedAccountId === undefined ? {} : { connectedAccountId }),
    interruption: signal,
  });
  if (outcome?.end === 'interrupted') throw new Error('The worker was stopped before the back-fill ended.');
};
