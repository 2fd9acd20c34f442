import type { Job, JobResult, PgBoss } from 'pg-boss';
import { log } from '../log.ts';
import { withSpan } from '../observability/trace.ts';
import { JOB_PAYLOADS, type JobName } from './payloads.ts';
import { JOBS } from './registry.ts';

/** A worker that fetches one job at a time waits out the polling interval after each: 20 and more keep it busy. */
const BATCH_SIZE = 20;
const POLLING_SECONDS = 2;

function runJob(name: JobName, job: Job<unknown>, stopping: AbortSignal): Promise<JobResult> {
  return withSpan(`job ${name}`, { kind: 'consumer' }, () => runInSpan(name, job, stopping));
}

async function runInSpan(name: JobName, job: Job<unknown>, stopping: AbortSignal): Promise<JobResult> {
  try {
    await JOBS[name].run(job.data, AbortSignal.any([job.signal, stopping]));
    return { id: job.id, status: 'completed' };
  } catch (error) {
    // Not swallowed: pg-boss keeps it with the job and retries.
    log.error({ err: error, job: name }, 'job failed');
    return { id: job.id, status: 'failed', output: { message: String(error) } };
  }
}

/** Begins to work on every queue in this process. @param stopping tells long jobs to end early and be taken up elsewhere */
export async function workQueues(boss: PgBoss, stopping: AbortSignal): Promise<void> {
  for (const name of Object.keys(JOB_PAYLOADS) as JobName[])
    // keys of the object that defines the type
    await boss.work(
      name,
      {
        batchSize: BATCH_SIZE,
        burstWhenBatchFull: true,
        perJobResults: true,
        pollingIntervalSeconds: POLLING_SECONDS,
      },
      (jobs: Job<unknown>[]) => Promise.all(jobs.map((job) => runJob(name, job, stopping))),
    );
}
