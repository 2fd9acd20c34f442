import { z } from 'zod';
import { reasonText } from '../../reason-text.ts';
import { REJECTION_REASON_CODES } from './rejection-reasons.ts';

/** Ids as `askAccountRejection` makes them. */
export const accountRejectionId = z.string().regex(/^rej_[0-9a-f]{32}$/, 'This is no rejection.');

export const askedRejection = z.strictObject({
  connectedAccountId: z.string().startsWith('acct_'),
  act: z.enum(['reject', 'unreject']),
  /** Empty when it is to be rejected no longer. */
  reasonCode: z.enum(REJECTION_REASON_CODES, { error: 'Say for what it is rejected.' }).nullable(),
  reason: reasonText,
});
