import { eq, sql } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import type { RoutedRequest } from './route-request.ts';

/** What the policy decided, as the columns of a request. */
export function routeColumns(routed: RoutedRequest) {
  return {
    policyVersionId: routed.policyVersionId,
    route: routed.route,
    routeReasons: [...routed.reasons],
    approvalsNeeded: routed.approvalsNeeded,
    approverRole: routed.approverRole,
    leavesAfter: routed.route === 'wait' ? sql`now() + make_interval(hours => ${routed.waitHours})` : null,
  };
}

/** What the policy decided, for the record. */
export function auditOf({
  route,
  approvalsNeeded,
  approverRole,
  waitHours,
  reasons,
  policyVersionId,
}: RoutedRequest) {
  return { route, approvalsNeeded, approverRole, waitHours, reasons, policyVersionId };
}

/** A request that nobody has to look at is decided at once; with a wait it still leaves only after it. */
export async function approveByPolicy(
  tx: Transaction,
  payoutRequestId: string,
  routed: RoutedRequest,
): Promise<'in_review' | 'approved'> {
  if (routed.route === 'people') return 'in_review';
  const state = nextState(PAYOUT_REQUEST, 'approve', 'in_review', {
    enough_approvals: routed.approvalsNeeded === 0,
  });
  await tx.update(payoutRequests).set({ state }).where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  return 'approved';
}
