import { jobContext } from '../../context.ts';
import { runSync } from '../../stripe-events/back-fill/run-sync.ts';
import { oldestEventDay } from '../../stripe-events/back-fill/sync-run-range.ts';
import { isRelistDue } from '../../stripe-events/back-fill/sync-run-queries.ts';
import type { JobHandler } from '../job-handler.ts';

/**
 * Lists again what was listed before, because Stripe may list a row late, behind the marks from which a back-fill goes
 * on. In a queue of its own: it may take hours, and the back-fill every five minutes must not wait for it.
 * @throws Error when the worker was stopped in the middle, so that another worker takes the job
 */
export const relistJob: JobHandler<'re-list'> = async (payload, signal) => {
  const { kind, syncRunId, connectedAccountId } = payload;
  const ctx = jobContext('back-fill');
  if (syncRunId === undefined && !(await isRelistDue(ctx))) return;
  const outcome = await runSync(ctx, {
    kind,
    fromDay: payload.fromDay ?? oldestEventDay(ctx.now),
    ...(syncRunId === undefined ? {} : { syncRunId }),
    ...(connectedAccountId === undefined ? {} : { connectedAccountId }),
    interruption: signal,
  });
  if (outcome?.end === 'interrupted') throw new Error('The worker was stopped before the listing ended.');
};
