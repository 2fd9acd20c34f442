import { jobContext } from '../../context.ts';
import { DELIVERY_JOB } from '../../notifications/delivery-jobs.ts';
import { stageNotifications } from '../../notifications/stage-notifications.ts';
import type { JobHandler } from '../job-handler.ts';
import { stageLater } from '../stage-job.ts';

/** Writes down whom to tell about what needs somebody. Whoever sends it waits for receivers, and this waits for nobody. */
export const notifyJob: JobHandler<'notify'> = async () => {
  const { staged } = await stageNotifications(jobContext('notify'), {});
  if (staged === 0) return;
  for (const name of Object.values(DELIVERY_JOB)) await stageLater(name, {}, { key: 'all', afterSeconds: 0 });
};
