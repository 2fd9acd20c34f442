import { z } from 'zod';
import { stripeCalls } from '#drizzle/schema/stripe-calls.ts';
import { defineVerb } from '../verb.ts';

const stripeCall = z.object({
  calledAt: z.date(),
  method: z.string(),
  endpoint: z.string(),
  outcome: z.string(),
  statusCode: z.int().nullable(),
  stripeRequestId: z.string().nullable(),
  durationMs: z.int().nonnegative(),
  traceId: z.string().nullable(),
});

/**
 * Keeps the calls that were made to Stripe about some payouts of one account, so that each payout's page can name them.
 * No audit: they are the record of reads.
 */
export const recordStripeCalls = defineVerb({
  permission: 'payouts.sync',
  input: z.object({
    connectedAccountId: z.string().min(1),
    payoutIds: z.array(z.string()),
    calls: z.array(stripeCall),
  }),
  async run(tx, _ctx, { connectedAccountId, payoutIds, calls }) {
    const rows = payoutIds.flatMap((objectId) =>
      calls.map((call) => ({ ...call, objectId, connectedAccountId })),
    );
    if (rows.length > 0) await tx.insert(stripeCalls).values(rows);
    return { result: undefined, audit: null };
  },
});
