import type { PgBoss } from 'pg-boss';
import { JOB_PAYLOADS, type JobName } from './payloads.ts';

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

/**
 * A run of these takes as long as Stripe has objects; a dead worker is noticed by its heartbeat, so time alone ends none
 * of them. A day is the most that pg-boss allows.
 */
const LONG_JOBS: ReadonlySet<string> = new Set<JobName>(['back-fill', 're-list', 'stop-at-stripe']);
const LONG_SECONDS = 86_400;

/** Makes sure that every job has its queue. Safe to repeat and to run beside other processes. */
export async function createQueues(boss: PgBoss): Promise<void> {
  for (const name of Object.keys(JOB_PAYLOADS)) {
    const expireInSeconds = LONG_JOBS.has(name) ? LONG_SECONDS : QUEUE.expireInSeconds;
    await boss.createQueue(name, { ...QUEUE, expireInSeconds });
    // Creating again changes nothing; a queue of an older version gets its new limit here.
    await boss.updateQueue(name, { expireInSeconds });
  }
}
