import { jobContext } from '../../context.ts';
import { forgetDeliveryCounts } from '../../stripe-events/forget-delivery-counts.ts';
import type { JobHandler } from '../job-handler.ts';

/** Keeps the counters of deliveries as long as somebody may ask about them. */
export const forgetDeliveryCountsJob: JobHandler<'forget-delivery-counts'> = async () => {
  await forgetDeliveryCounts(jobContext('forget-delivery-counts'), {});
};
