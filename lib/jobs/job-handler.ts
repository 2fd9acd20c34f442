import { JOB_PAYLOADS, type JobName, type JobPayload } from './payloads.ts';

/** What a job does: a few lines that build the job's own context and call a verb. `signal` ends with its time limit and when the worker is stopped. */
export type JobHandler<Name extends JobName> = (
  payload: JobPayload<Name>,
  signal: AbortSignal,
) => Promise<void>;

/** A job whose payload is parsed before its handler sees it. */
export type DefinedJob = { run: (data: unknown, signal: AbortSignal) => Promise<void> };

/** Ties a handler to the payload of its job. */
export function defineJob<Name extends JobName>(name: Name, handle: JobHandler<Name>): DefinedJob {
  return {
    // The schema of this name gives the payload of this name; the compiler loses the link at the lookup.
    run: (data, signal) => handle(JOB_PAYLOADS[name].parse(data ?? {}) as JobPayload<Name>, signal),
  };
}
