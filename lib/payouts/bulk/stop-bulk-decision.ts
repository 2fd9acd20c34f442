import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { lockAgainstDecisions } from './bulk-lock.ts';

/**
 * From its commit on no further item is decided. What was decided stays; each approval has its own time to be taken back.
 * Anybody who decides may stop anybody's.
 * @throws DomainError `conflict` when it has ended
 */
export const stopBulkDecision = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({ bulkDecisionId: z.string().startsWith('bdc_') }),
  run: async (tx, _ctx, { bulkDecisionId }) => {
    await lockAgainstDecisions(tx, bulkDecisionId);
    const [decision] = await tx
      .select({ state: bulkDecisions.state })
      .from(bulkDecisions)
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId))
      .for('update');
    if (decision === undefined) throw new DomainError('not_found', 'There is no such bulk decision.');
    if (decision.state === 'done' || decision.state === 'stopped')
      throw new DomainError('conflict', 'This has ended already.');
    await tx
      .update(bulkDecisions)
      .set({ state: 'stopped', endedAt: sql`clock_timestamp()` })
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId));
    return {
      result: { bulkDecisionId },
      audit: { action: 'bulk_decision.stop', subject: bulkDecisionId, before: { state: decision.state } },
    };
  },
});
