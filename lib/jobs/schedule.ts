import type { PgBoss } from 'pg-boss';
import type { JobName, StagedPayload } from './payloads.ts';

type Timed = {
  [Name in JobName]: { job: Name; cron: string; payload: StagedPayload<Name>; key: string };
}[JobName];

/** Every timed job, in UTC. Several workers share one schedule: an occurrence is one job whoever sends it. */
export const SCHEDULE: readonly Timed[] = [
  { job: 'back-fill', cron: '*/5 * * * *', payload: {}, key: 'all' },
  { job: 'check-invariants', cron: '* * * * *', payload: { scope: 'recent' }, key: 'recent' },
  { job: 'check-invariants', cron: '41 2 * * *', payload: { scope: 'everything' }, key: 'everything' },
  { job: 'refresh-due-availability', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'watch-stripe-events', cron: '* * * * *', payload: {}, key: 'all' },
  { job: 'create-month-partitions', cron: '17 3 * * *', payload: {}, key: 'all' },
];

/** Writes the schedule, and stages everything once, so that a fresh or emptied queue starts at once. */
export async function applySchedule(boss: PgBoss): Promise<void> {
  for (const { job, cron, payload, key } of SCHEDULE) {
    await boss.schedule(job, cron, payload, { key, singletonKey: key });
    await boss.send(job, payload, { singletonKey: key });
  }
}
