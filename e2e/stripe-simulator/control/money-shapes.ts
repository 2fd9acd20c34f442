import { z } from 'zod';
import { FAILURE_MESSAGES } from '../format/payout.ts';
import { account, amount, currency, metadata, seconds, sourceType } from './checked.ts';

const DISPUTE_REASONS = [
  'bank_cannot_process',
  'check_returned',
  'credit_not_processed',
  'customer_initiated',
  'debit_not_authorized',
  'duplicate',
  'fraudulent',
  'general',
  'incorrect_account_details',
  'insufficient_funds',
  'noncompliant',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
] as const;

export const newCharge = z.strictObject({
  account: account.exactOptional(),
  amount,
  currency,
  fee: z.int().nonnegative().exactOptional(),
  applicationFee: z.int().nonnegative().exactOptional(),
  destination: account.exactOptional(),
  transferAmount: z.int().nonnegative().exactOptional(),
  exchangeRate: z.number().positive().exactOptional(),
  settlementCurrency: currency.exactOptional(),
  sourceType: sourceType.exactOptional(),
  availableOn: seconds.exactOptional(),
  description: z.string().nullable().exactOptional(),
  metadata: metadata.exactOptional(),
  transferGroup: z.string().nullable().exactOptional(),
  onBehalfOf: account.nullable().exactOptional(),
  paymentIntent: z.string().nullable().exactOptional(),
  riskScore: z.int().min(0).max(100).exactOptional(),
  riskLevel: z.enum(['normal', 'elevated', 'highest', 'not_assessed']).exactOptional(),
  email: z.string().nullable().exactOptional(),
  cardCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .exactOptional(),
  cardFingerprint: z.string().min(1).exactOptional(),
});

export const newDeclinedCharge = z.strictObject({
  ...newCharge.shape,
  /** As in `outcome.reason`; `highest_risk_level` is Radar's own block. */
  code: z
    .string()
    .regex(/^[a-z_]+$/)
    .exactOptional(),
});

export const newWarning = z.strictObject({
  charge: z.string().min(1),
  fraudType: z
    .enum([
      'card_never_received',
      'fraudulent_card_application',
      'made_with_counterfeit_card',
      'made_with_lost_card',
      'made_with_stolen_card',
      'misc',
      'unauthorized_use_of_card',
    ])
    .exactOptional(),
});

export const newDispute = z.strictObject({
  account: account.exactOptional(),
  charge: z.string().min(1),
  amount: amount.exactOptional(),
  reason: z.enum(DISPUTE_REASONS).exactOptional(),
  inquiry: z.boolean().exactOptional(),
  fee: z.int().nonnegative().exactOptional(),
  withdraw: z.boolean().exactOptional(),
  metadata: metadata.exactOptional(),
});

export const newRefund = z.strictObject({
  account: account.exactOptional(),
  charge: z.string().min(1),
  amount: amount.exactOptional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).nullable().exactOptional(),
  refundApplicationFee: z.boolean().exactOptional(),
  reverseTransfer: z.boolean().exactOptional(),
  metadata: metadata.exactOptional(),
  pending: z.boolean().exactOptional(),
});

export const booking = z.strictObject({
  owner: account,
  // Also a type that Stripe does not have yet: what Sluice does with one is tested.
  type: z.string().regex(/^[a-z_]+$/),
  amount: z.int(),
  currency,
  source: z.string().nullable(),
  fees: z
    .array(
      z.strictObject({
        amount: z.int(),
        application: z.string().nullable(),
        currency,
        description: z.string().nullable(),
        type: z.string(),
      }),
    )
    .exactOptional(),
  availableOn: seconds.exactOptional(),
  sourceType: sourceType.exactOptional(),
  description: z.string().nullable().exactOptional(),
  exchangeRate: z.number().positive().nullable().exactOptional(),
  balanceType: z
    .enum(['issuing', 'payments', 'refund_and_dispute_prefunding', 'risk_reserved'])
    .exactOptional(),
  reportingCategory: z.string().exactOptional(),
});

/** Rates by pair, such as `eur:usd`. */
export const exchangeRates = z.record(
  z.string().regex(/^[a-z]{3}:[a-z]{3}$/, { error: 'must be like eur:usd' }),
  z.number().positive(),
);

export const payoutFailure = z.strictObject({
  code: z
    .string()
    .refine((code) => Object.hasOwn(FAILURE_MESSAGES, code), {
      error: `must be one of ${Object.keys(FAILURE_MESSAGES).join(', ')}`,
    })
    .exactOptional(),
});
