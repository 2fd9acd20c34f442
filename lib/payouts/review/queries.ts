import { inArray } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { DecisionPreview } from '../../approvals/types.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database, type Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { readManyDecisionFacts } from './decision-facts.ts';
import { decisionPreview } from './decision-preview.ts';

/** What approving a request would do now. @throws DomainError `forbidden`, `not_found` */
export async function readDecisionPreview(ctx: Context, payoutRequestId: string): Promise<DecisionPreview> {
  const [preview] = await readDecisionPreviews(ctx, [payoutRequestId]);
  if (preview === undefined)
    throw new DomainError('not_found', `There is no payout request ${payoutRequestId}.`);
  return preview;
}

/**
 * What approving each would do now, by as many statements as for one. In the order asked for; an id of no request is left out.
 * @param from a reading of one instant, for whoever reads more of the same @throws DomainError `forbidden`
 */
export async function readDecisionPreviews(
  ctx: Context,
  payoutRequestIds: readonly string[],
  from: Database | Transaction = database(),
): Promise<DecisionPreview[]> {
  authorize(ctx, 'payouts.read');
  const found = await from
    .select()
    .from(payoutRequests)
    .where(inArray(payoutRequests.payoutRequestId, [...payoutRequestIds]));
  if (found.length === 0) return [];
  const factsOf = await readManyDecisionFacts(from, found);
  const requests = new Map(found.map((request) => [request.payoutRequestId, request]));
  return payoutRequestIds.flatMap((id) => {
    const request = requests.get(id);
    return request === undefined ? [] : [decisionPreview(request, factsOf(request))];
  });
}
