import { jobContext } from '../../context.ts';
import { deliverNotifications } from '../../notifications/deliver-notifications.ts';
import { stageNotifications } from '../../notifications/stage-notifications.ts';
import type { JobHandler } from '../job-handler.ts';

/** Tells people and automations outside what needs somebody, and tries again what did not get through. */
export const notifyJob: JobHandler<'notify'> = async (_payload, signal) => {
  const ctx = jobContext('notify');
  await stageNotifications(ctx, {});
  await deliverNotifications(ctx, signal);
};
