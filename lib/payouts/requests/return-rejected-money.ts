import { eq } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { isWaitReason } from '../rules/reason-in-words.ts';
import type { StoredRequest } from './lock-payout-request.ts';
import { readRejectedSince } from './read-rejected-before.ts';

/**
 * A request that nobody had to approve, and whose balance transactions somebody has rejected in another request while it waited to leave: a
 * person decides now, as they would if it were asked for now. What people approved is theirs to take back. The caller holds the account and the
 * request. @returns the record of it, or null when it is none of those
 */
export async function returnRejectedMoney(tx: Transaction, request: StoredRequest) {
  if (request.state !== 'approved' || request.approvalsNeeded > 0) return null;
  const reasons = await readRejectedSince(tx, request);
  if (reasons.length === 0) return null;
  const { payoutRequestId, connectedAccountId } = request;
  const state = nextState(PAYOUT_REQUEST, 'fall_back', request.state, { too_few_approvals: true });
  const asked = {
    state,
    version: request.version + 1,
    route: 'people' as const,
    approvalsNeeded: 1,
    // What let it go by itself does so no more; a wait that is not over goes on.
    routeReasons: [...reasons, ...request.routeReasons.filter(isWaitReason)],
  };
  await tx
    .update(payoutRequests)
    .set({ ...asked, leavesAfter: null })
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  return {
    action: 'payout_request.fall_back' as const,
    subject: payoutRequestId,
    connectedAccountId,
    before: { state: request.state, version: request.version, approvalsNeeded: 0 },
    after: asked,
  };
}
