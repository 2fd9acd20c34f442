import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { BULK_MAX } from './limits.ts';

/**
 * Writes down which requests somebody wants to decide together. Nothing is decided: what each of them is gets looked at
 * first, then shown, then confirmed by `startBulkDecision`.
 */
export const openBulkDecision = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({
    decision: z.enum(['approve', 'reject']),
    payoutRequestIds: z
      .array(z.string().startsWith('prq_').max(100))
      .min(1, { error: 'Choose at least one payout request.' })
      .max(BULK_MAX, {
        error: `At most ${String(BULK_MAX)} can be decided together. Narrow the list first.`,
      }),
    retryOf: z.string().startsWith('bdc_').optional(),
    /** Typed for the list that this one replaces; its person confirms or changes it with the decision. */
    reason: z.string().trim().max(500).optional(),
  }),
  run: async (tx, ctx, { decision, payoutRequestIds, retryOf, reason = '' }) => {
    if (ctx.actor.kind !== 'operator')
      throw new DomainError('forbidden', 'Only people decide about payouts.');
    const bulkDecisionId = `bdc_${randomUUID().replaceAll('-', '')}`;
    const wanted = [...new Set(payoutRequestIds)];
    await tx.insert(bulkDecisions).values({
      bulkDecisionId,
      operatorId: ctx.actor.operatorId,
      decision,
      wanted,
      ...(retryOf === undefined ? {} : { retryOf }),
      ...(reason === '' ? {} : { reason }),
    });
    return {
      result: { bulkDecisionId, count: wanted.length },
      audit: {
        action: 'bulk_decision.open',
        subject: bulkDecisionId,
        after: { decision, count: wanted.length, retryOf: retryOf ?? null },
      },
    };
  },
});
