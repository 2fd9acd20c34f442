import { jobContext } from '../../context.ts';
import { deliverNotifications } from '../../notifications/deliver-notifications.ts';
import type { JobHandler } from '../job-handler.ts';
import { stageLater } from '../stage-job.ts';

/** Writes to people, and tries again what did not get through: apart from webhooks, for people wait for no program that does not answer. */
export const deliverMailJob: JobHandler<'deliver-mail'> = async (_payload, signal) => {
  const hasMore = await deliverNotifications(jobContext('notify'), 'email', signal);
  if (hasMore) await stageLater('deliver-mail', {}, { key: 'all', afterSeconds: 0 });
};
