import { z } from 'zod';
import { reasonText } from '../../reason-text.ts';
import type { RejectionReason } from '../types.ts';

const REASONS = [
  'fraud_no_intent_to_fulfill',
  'fraud_payment_method_casher',
  'fraud_payment_method_tester',
  'fraud_other',
  'credit',
  'terms_of_service',
  'other',
] as const satisfies readonly RejectionReason[];

/** Ids as `askAccountRejection` makes them. */
export const accountRejectionId = z.string().regex(/^rej_[0-9a-f]{32}$/, 'This is no rejection.');

export const askedRejection = z.strictObject({
  connectedAccountId: z.string().startsWith('acct_'),
  act: z.enum(['reject', 'unreject']),
  /** Empty when it is to be rejected no longer. */
  reasonCode: z.enum(REASONS, { error: 'Say for what it is rejected.' }).nullable(),
  reason: reasonText,
});
