import { createMonthPartitions } from '../../db/create-month-partitions.ts';
import { log } from '../../log.ts';
import type { JobHandler } from '../job-handler.ts';

/** Keeps half a year of partitions ahead of the calendar. */
export const createMonthPartitionsJob: JobHandler<'create-month-partitions'> = async () => {
  const created = await createMonthPartitions();
  if (created > 0) log.info({ created }, 'month partitions created');
};
