import { jobContext } from '../../context.ts';
import { watchStripeEvents } from '../../stripe-events/watch-stripe-events.ts';
import type { JobHandler } from '../job-handler.ts';

/** Tells people when the inbox stops draining. */
export const watchStripeEventsJob: JobHandler<'watch-stripe-events'> = async () => {
  await watchStripeEvents(jobContext('process-stripe-events'), {});
};
