import { jobContext, type Context } from '../../context.ts';
import { LOOKED_AT_ONCE_MAX } from './limits.ts';
import { openBulkDecision } from './open-bulk-decision.ts';
import { prepareBulkDecision } from './prepare-bulk-decision.ts';

/**
 * `openBulkDecision`, and a look at the requests at once when they are few, so that the page after it has something to
 * confirm. @throws DomainError as that does
 */
export async function askBulkDecision(
  ctx: Context,
  input: Parameters<typeof openBulkDecision>[1],
): Promise<{ bulkDecisionId: string }> {
  const { bulkDecisionId, count } = await openBulkDecision(ctx, input);
  if (count <= LOOKED_AT_ONCE_MAX) await prepareBulkDecision(jobContext('decide-in-bulk'), bulkDecisionId);
  return { bulkDecisionId };
}
