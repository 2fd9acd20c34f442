import { z } from 'zod';
import { HOLD_REASONS, HOLD_SOURCES } from './types.ts';

/** Ids as `insertHold` makes them. */
export const holdId = z.string().regex(/^hld_[0-9a-f]{32}$/, 'This is no hold.');

const TEXT_LENGTH_MAX = 500;

/** In a reviewer's own words; the owner never sees it. */
export const reviewerText = z
  .string()
  .trim()
  .min(3, { error: 'Say why, in a few words.' })
  .max(TEXT_LENGTH_MAX, { error: `Say why in at most ${String(TEXT_LENGTH_MAX)} characters.` });

const REVIEW_DAYS_MAX = 30;

const SHARE = 'Say which share stays, in whole percent from 1 to 100.';
const DAYS = 'Say for how many days a rolling reserve keeps its share, from 1 to 365.';
const REVIEW = `Somebody looks again within 1 to ${String(REVIEW_DAYS_MAX)} days.`;

export const holdPlacement = z
  .strictObject({
    connectedAccountId: z.string().startsWith('acct_'),
    /** Left out: the whole account. */
    payoutRequestId: z.string().startsWith('prq_').nullable().default(null),
    /** Of an account's hold: one currency, or all of them. */
    currency: z
      .string()
      .regex(/^[a-z]{3}$/, { error: 'A currency has three lower-case letters.' })
      .nullable()
      .default(null),
    reason: z.enum(HOLD_REASONS),
    reviewerText,
    keepsPercent: z.int({ error: SHARE }).min(1, { error: SHARE }).max(100, { error: SHARE }).default(100),
    rollingDays: z
      .int({ error: DAYS })
      .min(1, { error: DAYS })
      .max(365, { error: DAYS })
      .nullable()
      .default(null),
    /** When somebody has to look again; it then escalates, and stays. */
    reviewInDays: z
      .int({ error: REVIEW })
      .min(1, { error: REVIEW })
      .max(REVIEW_DAYS_MAX, { error: REVIEW })
      .optional(),
    /** Of a job: which of its sources speaks. A person's hold is a person's. */
    source: z.enum(HOLD_SOURCES).default('operator'),
    evidence: z.record(z.string(), z.json()).default({}),
  })
  .refine(({ payoutRequestId, keepsPercent }) => payoutRequestId === null || keepsPercent === 100, {
    error: 'A hold of one payout keeps all of it. Change the payout’s amount to let a part go.',
    path: ['keepsPercent'],
  })
  .refine(({ rollingDays, keepsPercent }) => rollingDays === null || keepsPercent < 100, {
    error: 'A rolling reserve keeps less than everything.',
    path: ['keepsPercent'],
  });

export type HoldPlacement = z.output<typeof holdPlacement>;
