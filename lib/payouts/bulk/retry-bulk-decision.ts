import type { Context } from '../../context.ts';
import { askBulkDecision } from './ask-bulk-decision.ts';
import { listUndoneItems, readBulkDecision } from './queries.ts';

/**
 * A new choice of exactly what failed, or was not reached, in an ended one. What was decided is not in it.
 * @throws DomainError `not_found`; `invalid_input` when nothing is left to repeat
 */
export async function retryBulkDecision(
  ctx: Context,
  { bulkDecisionId }: { bulkDecisionId: string },
): Promise<{ bulkDecisionId: string }> {
  const { decision } = await readBulkDecision(ctx, bulkDecisionId);
  const payoutRequestIds = await listUndoneItems(ctx, bulkDecisionId);
  return askBulkDecision(ctx, { decision, payoutRequestIds, retryOf: bulkDecisionId });
}
