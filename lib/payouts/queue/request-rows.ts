import { sql, type SQL } from 'drizzle-orm';
import { fromUnixSeconds } from '../../clock.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import { GONE } from '../review/gone-destination.ts';
import { becauseInWords, LOST_APPROVALS, type LostApproval } from '../review/lost-approvals.ts';
import { isWaitReason, reasonInWords } from '../rules/reason-in-words.ts';
import {
  commonplaceOf,
  particularsOf,
  particularsSql,
  type FoundParticulars,
} from './request-particulars.ts';
import { moneyPoints, openHoldsOn, priorityOf, riskCauses } from './request-priority.ts';
import type { PayoutRequestRow, RiskCause } from './request-types.ts';

export type FoundRequest = FoundParticulars & {
  payout_request_id: string;
  connected_account_id: string;
  display_name: string;
  country: string | null;
  lock_strength: string;
  amount: string;
  currency: string;
  state: PayoutRequestRow['state'];
  state_seconds: number;
  origin: PayoutRequestRow['origin'];
  route: PayoutRequestRow['route'];
  route_reasons: string[];
  method: string;
  version: number;
  asked_seconds: number;
  asked_by: string | null;
  asked_by_id: string | null;
  reopened_by: string | null;
  reopened_by_id: string | null;
  approvals_needed: number;
  approver_role: string | null;
  standing: number;
  approved_by: string[];
  lost_approvals: LostApproval[];
  rejected_by: string | null;
  leaves_seconds: number | null;
  waits_seconds: number | null;
  open_holds: number;
  hold_reasons: PayoutRequestRow['holdReasons'];
  failure_code: string | null;
  payout_id: string | null;
  institution: string | null;
  last4: string | null;
  reviewer_id: string | null;
  reviewer_name: string | null;
  reviewer_seconds: number | null;
  money_points: number;
  risk_causes: Readonly<Record<RiskCause, number>>;
  waited_seconds: number;
};

/** States in which a request may yet go where it was to go. */
const MATTERS = sql`'in_review', 'refused', 'returned'`;

const seconds = (column: string): SQL => sql.raw(`extract(epoch from ${column})::float8`);

/** Whole rows of some requests with one more column of each hit. @param hits relation of `hit_id` and `sort_key` */
export function requestRowsSql(hits: SQL): SQL {
  return sql`
    select request.payout_request_id, request.connected_account_id, account.display_name, account.country, account.lock_strength,
      request.amount::text as amount, request.currency, request.state, ${seconds('request.state_since')} as state_seconds,
      request.origin, request.route, request.route_reasons, request.method, request.version,
      ${seconds('request.requested_at')} as asked_seconds, asker.name as asked_by,
      request.requested_by_operator_id as asked_by_id, reopener.name as reopened_by,
      request.reopened_by_operator_id as reopened_by_id, request.approvals_needed, request.approver_role,
      standing_approvals(request.payout_request_id)::int as standing, ${deciders('approve')} as approved_by,
      ${LOST_APPROVALS} as lost_approvals,
      (${deciders('reject')})[1] as rejected_by, ${seconds('greatest(request.leaves_after, request.waits_until)')} as leaves_seconds,
      case when request.waits_until > clock_timestamp() and request.state in ('in_review', 'approved')
        then ${seconds('request.waits_until')} end as waits_seconds,
      (select count(*)::int from (${openHoldsOn('request')}) as held) as open_holds,
      array(${openHoldsOn('request', sql`distinct holds.reason_code`)} order by holds.reason_code) as hold_reasons,
      request.failure_code, request.payout_id,
      case when request.state in (${MATTERS}) then ${GONE} end as gone,
      destination.institution, destination.last4, reviewer.operator_id as reviewer_id, reviewer.name as reviewer_name,
      ${seconds('request.reviewer_until')} as reviewer_seconds, ${moneyPoints('request')} as money_points,
      ${riskCauses('request')} as risk_causes, extract(epoch from now() - request.requested_at)::float8 as waited_seconds,
      ${particularsSql('request')}, hit.sort_key
    from ${hits} as hit
    join payout_requests as request on request.payout_request_id = hit.hit_id
    join connected_accounts as account on account.connected_account_id = request.connected_account_id
    left join operators as asker on asker.operator_id = request.requested_by_operator_id
    left join operators as reopener on reopener.operator_id = request.reopened_by_operator_id
    left join operators as reviewer on reviewer.operator_id = request.reviewer_operator_id
      and request.reviewer_until > clock_timestamp() and request.state = 'in_review'
    left join external_accounts as destination on destination.external_account_id = request.destination_id
      and destination.connected_account_id = request.connected_account_id
    order by hit.place`;
}

function deciders(decision: 'approve' | 'reject'): SQL {
  return sql`array(select coalesce(operator.name, approval.operator_id)
    from payout_approvals as approval left join operators as operator using (operator_id)
    where approval.payout_request_id = request.payout_request_id and approval.decision = ${decision} and approval.state = 'given'
    order by approval.decided_at, approval.payout_approval_id)`;
}

export function requestRow(found: FoundRequest): PayoutRequestRow {
  const { reviewer_id: reviewerId, reviewer_name: name, reviewer_seconds: until } = found;
  return {
    payoutRequestId: found.payout_request_id,
    connectedAccountId: found.connected_account_id,
    connectedAccountName: found.display_name,
    country: found.country,
    lockStrength: found.lock_strength,
    amount: money(BigInt(found.amount), currency(found.currency)),
    state: found.state,
    stateSince: fromUnixSeconds(found.state_seconds),
    origin: found.origin,
    route: found.route,
    routeReasons: found.route_reasons.map(reasonInWords),
    waitsUntil: found.waits_seconds === null ? null : fromUnixSeconds(found.waits_seconds),
    waitReasons: found.route_reasons.filter(isWaitReason).map(reasonInWords),
    particulars: particularsOf(
      {
        origin: found.origin,
        askedBy: found.asked_by,
        method: found.method,
      },
      found,
      found.route_reasons,
    ),
    goneDestination: found.gone,
    commonplace: commonplaceOf(found.lock_strength, found.route_reasons),
    file:
      found.file_name === null || found.file_line === null
        ? null
        : { name: found.file_name, line: found.file_line },
    method: found.method,
    version: found.version,
    askedAt: fromUnixSeconds(found.asked_seconds),
    askedBy: found.asked_by,
    askedByOperatorId: found.asked_by_id,
    reopenedBy: found.reopened_by,
    reopenedByOperatorId: found.reopened_by_id,
    approvalsNeeded: found.approvals_needed,
    approverRole: found.approver_role,
    standing: found.standing,
    approvedBy: found.approved_by,
    lostApprovals: found.lost_approvals.map(({ name, because }) => ({
      name,
      because: becauseInWords(because),
    })),
    rejectedBy: found.rejected_by,
    oneHand: null,
    leavesAfter: found.leaves_seconds === null ? null : fromUnixSeconds(found.leaves_seconds),
    openHolds: found.open_holds,
    holdReasons: found.hold_reasons,
    failureCode: found.failure_code,
    payoutId: found.payout_id,
    destinationInstitution: found.institution,
    destinationLast4: found.last4,
    reviewer:
      reviewerId === null || name === null || until === null
        ? null
        : { operatorId: reviewerId, name, until: fromUnixSeconds(until) },
    priority:
      found.state === 'in_review'
        ? priorityOf({
            money: found.money_points,
            risk: found.risk_causes,
            waitedSeconds: found.waited_seconds,
          })
        : null,
  };
}
