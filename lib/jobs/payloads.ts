import { z } from 'zod';

const nothing = z.object({});

/**
 * Every job and what it carries. A job is a wake-up: its payload only says where to look, and the tables say what is
 * so. Apart from the handlers, so that a verb can stage a job without importing what the job does.
 */
export const JOB_PAYLOADS = {
  'refresh-due-availability': nothing,
  'watch-stripe-events': nothing,
  'create-month-partitions': nothing,
} as const satisfies Record<string, z.ZodType>;

export type JobName = keyof typeof JOB_PAYLOADS;
export type JobPayload<Name extends JobName> = z.output<(typeof JOB_PAYLOADS)[Name]>;
