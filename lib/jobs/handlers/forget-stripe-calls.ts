import { jobContext } from '../../context.ts';
import { log } from '../../log.ts';
import { forgetStripeCalls } from '../../payouts/forget-stripe-calls.ts';
import type { JobHandler } from '../job-handler.ts';

/** Keeps the record of calls to Stripe as long as it is worth something. */
export const forgetStripeCallsJob: JobHandler<'forget-stripe-calls'> = async () => {
  let deleted = 0;
  for (let hasMore = true; hasMore;) {
    const turn = await forgetStripeCalls(jobContext('forget-stripe-calls'), {});
    deleted += turn.deleted;
    hasMore = turn.hasMore;
  }
  if (deleted > 0) log.info({ deleted }, 'old calls to Stripe forgotten');
};
