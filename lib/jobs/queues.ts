import type { PgBoss } from 'pg-boss';
import { JOB_PAYLOADS } from './payloads.ts';

/** At most one job waits and one runs per key, so work that arrives during a run still gets its own wake-up. */
const QUEUE = {
  policy: 'stately',
  retryLimit: 3,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 60,
  // A killed worker's job runs again after this; 10 s is the least that pg-boss allows.
  heartbeatSeconds: 10,
  expireInSeconds: 1_800,
  retentionSeconds: 3_600,
  deleteAfterSeconds: 86_400,
} as const;

/** Makes sure that every job has its queue. Safe to repeat and to run beside other processes. */
export async function createQueues(boss: PgBoss): Promise<void> {
  for (const name of Object.keys(JOB_PAYLOADS)) await boss.createQueue(name, QUEUE);
}
