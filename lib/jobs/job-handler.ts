import type { JobName, JobPayload } from './payloads.ts';

/** What a job does: a few lines that build the job's own context and call a verb. `signal` ends with its time limit. */
export type JobHandler<Name extends JobName> = (
  payload: JobPayload<Name>,
  signal: AbortSignal,
) => Promise<void>;
