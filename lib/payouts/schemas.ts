import { z } from 'zod';

/** A payout as Stripe showed it at one moment. Amounts in minor units; `arrivesOn` is a UTC date, not an instant. */
export const payoutSnapshot = z.object({
  payoutId: z.string(),
  connectedAccountId: z.string(),
  livemode: z.boolean(),
  occurredAt: z.date(),
  amount: z.bigint(),
  currency: z.string(),
  status: z.string(),
  method: z.string(),
  isAutomatic: z.boolean(),
  arrivesOn: z.iso.date(),
  destinationId: z.string().nullable(),
  balanceTransactionId: z.string().nullable(),
  failureBalanceTransactionId: z.string().nullable(),
  failureCode: z.string().nullable(),
  failureMessage: z.string().nullable(),
  traceStatus: z.string().nullable(),
  traceValue: z.string().nullable(),
  originalPayoutId: z.string().nullable(),
  reversedByPayoutId: z.string().nullable(),
  reconciliationStatus: z.string().nullable(),
  sourceType: z.string().nullable(),
  statementDescriptor: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
});

/** What a payout that Sluice made carries in its metadata. */
export const REQUEST_ID_IN_METADATA = 'sluice_payout_request_id';

export type PayoutSnapshot = z.infer<typeof payoutSnapshot>;
