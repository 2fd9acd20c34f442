import { z } from 'zod';

const nullableText = z.string().nullable();

/** An external account as Stripe showed it. Only the last four digits ever get here. */
export const externalAccountSnapshot = z.object({
  externalAccountId: z.string(),
  kind: z.enum(['bank_account', 'card']),
  currency: nullableText,
  country: nullableText,
  last4: z.string().regex(/^\w{0,4}$/),
  institution: nullableText,
  holderName: nullableText,
  fingerprint: nullableText,
  status: nullableText,
  isDefaultForCurrency: z.boolean(),
  payoutMethods: z.array(z.string()),
});

/** Payout settings as read back. `minimumBalances`: minor units per currency. `interval` null: not told. */
export const balanceSettingsSnapshot = z.object({
  payoutInterval: nullableText,
  payoutsStatus: nullableText,
  delayDays: z.number().int().nullable(),
  debitNegativeBalances: z.boolean().nullable(),
  minimumBalances: z.record(z.string(), z.number().int()),
  automaticTransferRules: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
});

/** A connected account as Stripe showed it, v1 or v2. What Stripe did not tell is null. */
export const connectedAccountSnapshot = z.object({
  connectedAccountId: z.string().startsWith('acct_'),
  livemode: z.boolean(),
  apiGeneration: z.enum(['v1', 'v2']),
  displayName: z.string(),
  country: nullableText,
  defaultCurrency: nullableText,
  businessType: nullableText,
  merchantCategoryCode: nullableText.default(null),
  /** Minor units of its currency that the business said it would take in a month. */
  declaredVolume: z.bigint().nonnegative().nullable().default(null),
  declaredCurrency: nullableText.default(null),
  controllerType: nullableText,
  isController: z.boolean().nullable(),
  dashboard: nullableText,
  feesPayer: nullableText,
  lossesPayments: nullableText,
  requirementCollection: nullableText,
  chargesEnabled: z.boolean(),
  payoutsEnabled: z.boolean(),
  detailsSubmitted: z.boolean(),
  disabledReason: nullableText,
  currentDeadline: z.date().nullable(),
  requirements: z.record(z.string(), z.unknown()),
  futureRequirements: z.record(z.string(), z.unknown()),
  capabilities: z.record(z.string(), z.string()),
  createdAtStripe: z.date().nullable(),
});

/** One currency of Stripe's Balance, minor units. `instantAvailable` null: instant payouts are not offered. */
export const currencyBalanceSnapshot = z.object({
  currency: z.string(),
  available: z.bigint(),
  pending: z.bigint(),
  connectReserved: z.bigint(),
  instantAvailable: z.bigint().nullable(),
});

/** A dispute as Stripe showed it at one moment. Amount in minor units of the charge's own currency. */
export const disputeSnapshot = z.object({
  disputeId: z.string(),
  connectedAccountId: z.string(),
  livemode: z.boolean(),
  occurredAt: z.date(),
  amount: z.bigint(),
  currency: z.string(),
  status: z.string(),
  reason: z.string(),
  networkReasonCode: nullableText,
  chargeId: z.string(),
  paymentIntentId: nullableText,
  transferDestination: nullableText,
  isChargeRefundable: z.boolean(),
  evidenceDueAt: z.date().nullable(),
  hasEvidence: z.boolean(),
  submissionCount: z.int(),
  balanceTransactionIds: z.array(z.string()),
});

export type DisputeSnapshot = z.infer<typeof disputeSnapshot>;
export type ExternalAccountSnapshot = z.infer<typeof externalAccountSnapshot>;
export type BalanceSettingsSnapshot = z.infer<typeof balanceSettingsSnapshot>;
export type ConnectedAccountSnapshot = z.infer<typeof connectedAccountSnapshot>;
export type CurrencyBalanceSnapshot = z.infer<typeof currencyBalanceSnapshot>;
