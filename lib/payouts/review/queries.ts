import { eq } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { DecisionPreview } from '../../approvals/types.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { readDecisionFacts } from './decision-facts.ts';
import { decisionPreview } from './decision-preview.ts';

/** What approving a request would do now. @throws DomainError `forbidden`, `not_found` */
export async function readDecisionPreview(ctx: Context, payoutRequestId: string): Promise<DecisionPreview> {
  authorize(ctx, 'payouts.read');
  const [request] = await database()
    .select()
    .from(payoutRequests)
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  if (request === undefined)
    throw new DomainError('not_found', `There is no payout request ${payoutRequestId}.`);
  return decisionPreview(request, await readDecisionFacts(database(), request));
}
