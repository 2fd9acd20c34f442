import { z } from 'zod';

const nothing = z.object({});

/**
 * Every job and what it carries. A job is a wake-up: its payload only says where to look, and the tables say what is
 * so. Apart from the handlers, so that a verb can stage a job without importing what the job does.
 */
export const JOB_PAYLOADS = {
  /** With `syncRunId` the run that a person opened, else a run of its own over all accounts. */
  'back-fill': z.object({
    kind: z.enum(['initial', 'back-fill']).default('back-fill'),
    syncRunId: z.string().optional(),
    connectedAccountId: z.string().optional(),
  }),
  /** With `syncRunId` the run that a person opened, else the weekly listing of the last thirty days, if it is due. */
  're-list': z.object({
    kind: z.enum(['relist', 'relist-money']).default('relist'),
    fromDay: z.iso.date().optional(),
    syncRunId: z.string().optional(),
    connectedAccountId: z.string().optional(),
  }),
  /** Row by row since the beginning of last month, or everything; up to `checksLeft` more follow until all hold. */
  'check-invariants': z.object({
    scope: z.enum(['recent', 'everything']).default('recent'),
    checksLeft: z.int().nonnegative().default(0),
  }),
  'refresh-due-availability': nothing,
  'propose-payouts': nothing,
  'assess-segments': nothing,
  'send-account-rejections': nothing,
  'fetch-invited-accounts': nothing,
  'watch-forgotten-money': nothing,
  'watch-platform-country': nothing,
  'watch-bypasses': nothing,
  'watch-stripe-events': nothing,
  'create-month-partitions': nothing,
  'escalate-holds': nothing,
  'seal-audit': nothing,
  'forget-stripe-calls': nothing,
  'forget-delivery-counts': nothing,
  'fold-kind-counts': nothing,
  'write-list-export': z.object({ listExportId: z.string() }),
  'sweep-list-exports': nothing,
  notify: nothing,
  'deliver-mail': nothing,
  'deliver-webhooks': nothing,
  'train-risk-model': nothing,
  'grow-risk-forests': nothing,
  'estimate-run-off': nothing,
  'check-risk-calibration': nothing,
  /** With an id the press whose steps wait, else whatever a lost job left behind. */
  'stop-at-stripe': z.object({ killSwitchId: z.string().optional() }),
} as const satisfies Record<string, z.ZodType>;

/** The checks that follow a worker's start are one chain, however many workers start. */
export const AFTER_START_KEY = 'after-start';

export type JobName = keyof typeof JOB_PAYLOADS;
/** What a handler gets. */
export type JobPayload<Name extends JobName> = z.output<(typeof JOB_PAYLOADS)[Name]>;
/** What somebody who stages a job must give. */
export type StagedPayload<Name extends JobName> = z.input<(typeof JOB_PAYLOADS)[Name]>;
