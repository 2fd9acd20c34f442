import type { PgBoss } from 'pg-boss';
import type { JobName } from './payloads.ts';

/** Every timed job, in UTC. Several workers share one schedule: an occurrence is one job whoever sends it. */
export const SCHEDULE: { readonly [Name in JobName]: string } = {
  'refresh-due-availability': '* * * * *',
  'watch-stripe-events': '* * * * *',
  'create-month-partitions': '17 3 * * *',
};

/** Writes the schedule, and stages everything once, so that a fresh or emptied queue starts at once. */
export async function applySchedule(boss: PgBoss): Promise<void> {
  for (const [name, cron] of Object.entries(SCHEDULE)) {
    await boss.schedule(name, cron, {}, { singletonKey: name });
    await boss.send(name, {}, { singletonKey: name });
  }
}
