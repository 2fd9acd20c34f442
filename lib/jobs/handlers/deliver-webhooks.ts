import { jobContext } from '../../context.ts';
import { deliverNotifications } from '../../notifications/deliver-notifications.ts';
import type { JobHandler } from '../job-handler.ts';
import { stageLater } from '../stage-job.ts';

/** Tells automations outside, and tries again what did not get through. */
export const deliverWebhooksJob: JobHandler<'deliver-webhooks'> = async (_payload, signal) => {
  const hasMore = await deliverNotifications(jobContext('notify'), 'webhook', signal);
  if (hasMore) await stageLater('deliver-webhooks', {}, { key: 'all', afterSeconds: 0 });
};
