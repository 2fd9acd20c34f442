import type { DecisionRights } from '#components/payouts/decision-rights.ts';
import { statesOf } from '#components/data-table/data-table.tsx';
import { REQUEST_CELLS } from '#components/payouts/request-cells.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { approvalLeaf } from '#lib/approvals/step-up/subject-tree.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';

/** What whoever looks at a request may do with it, and with what they confirm it. Verbs ask all of it again. */
export async function readDecisionRights(
  ctx: Context,
  request: PayoutRequestDetail,
): Promise<DecisionRights> {
  const permissions = permissionsOf(ctx.actor);
  const me = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '';
  return {
    mayApprove: permissions.includes('payouts.approve'),
    mayReject: permissions.includes('payouts.reject'),
    mayCancel: permissions.includes('payouts.cancel'),
    mayPropose: permissions.includes('payouts.propose'),
    mayHold: permissions.includes('holds.place'),
    mayResolve: permissions.includes('payouts.resolve_unknown'),
    mayRelease: permissions.includes('holds.release'),
    mine: me,
    isAsker: request.askedByOperatorId === me || request.reopenedByOperatorId === me,
    hasApproved: request.decisions.some(
      ({ operatorId, decision, voidedBecause }) =>
        operatorId === me && decision === 'approve' && voidedBecause === null,
    ),
    isOpenByMe: request.reviewer?.operatorId === me,
    ways: await readStepUpWays(ctx),
    sameHands: await listSameHands(
      ctx,
      request.holds.map(({ releaseAskedById }) => releaseAskedById),
    ),
    root: approvalLeaf(request.preview),
    stand: JSON.stringify(statesOf([request], (row) => row.payoutRequestId, REQUEST_CELLS)),
  };
}
