import type { PgBoss } from 'pg-boss';
import { jobContext } from '../context.ts';
import { databaseClient } from '../db/client.ts';
import { noteLostSchedule } from './note-lost-schedule.ts';
import { JOB_PAYLOADS } from './payloads.ts';
import { createQueues } from './queues.ts';
import { applySchedule, SCHEDULE } from './schedule.ts';

/** Clocks of several workers differ by less; a moment further ahead stops every timed job until it comes. */
const AHEAD_SECONDS_MAX = 60;

/**
 * Looks whether the queue still has every queue and every timed job, and builds it again where somebody emptied it: its tables are the
 * program's own, and a schedule is no job that a sweep would miss.
 * @returns what was gone, in words
 */
export async function keepSchedule(boss: PgBoss): Promise<string[]> {
  const [queues, schedules, ahead] = await Promise.all([
    boss.getQueues(),
    boss.getSchedules(),
    setClockBack(),
  ]);
  const names = new Set(queues.map(({ name }) => name));
  const goneQueues = Object.keys(JOB_PAYLOADS).filter((name) => !names.has(name));
  const goneJobs = SCHEDULE.filter(
    ({ job, key, cron }) =>
      !schedules.some((timed) => timed.name === job && timed.key === key && timed.cron === cron),
  ).map(({ job, key }) => (key === 'all' ? job : `${job} of ${key}`));
  if (goneQueues.length > 0) await createQueues(boss);
  if (goneQueues.length > 0 || goneJobs.length > 0) await applySchedule(boss);
  const lost = [...new Set([...goneQueues, ...goneJobs]), ...(ahead ? ['the clock of timed jobs'] : [])];
  if (lost.length > 0) await noteLostSchedule(jobContext('process-stripe-events'), { lost });
  return lost;
}

/** The queue runs timed jobs once its last look is a while ago: a look dated ahead is none. @returns whether it was */
async function setClockBack(): Promise<boolean> {
  const set = await databaseClient()`
    update pgboss.version set cron_on = now() - interval '1 hour'
    where cron_on > now() + make_interval(secs => ${AHEAD_SECONDS_MAX}) returning 1`;
  return set.length > 0;
}
