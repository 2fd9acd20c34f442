import { eq, sql } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import type { RoutedRequest } from './route-request.ts';

/** Undo is a delay before the effect, not a reversal after it: what nobody has to approve can be stopped for as long. */
export const UNDO_SECONDS = 10;

/** What the policy decided, as the columns of a request. */
export function routeColumns(routed: RoutedRequest) {
  return {
    policyVersionId: routed.policyVersionId,
    route: routed.route,
    routeReasons: [...routed.reasons],
    approvalsNeeded: routed.approvalsNeeded,
    approverRole: routed.approverRole,
    leavesAfter:
      routed.route === 'people' ? null : sql`clock_timestamp() + make_interval(secs => ${UNDO_SECONDS})`,
    waitsUntil:
      routed.waitHours === 0
        ? sql`null::timestamptz`
        : sql`clock_timestamp() + make_interval(hours => ${routed.waitHours}::int)`,
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
