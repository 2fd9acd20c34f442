import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { currency } from '../../money/currency.ts';
import { money, type Money } from '../../money/money.ts';
import { openHoldsOn } from '../queue/request-priority.ts';
import { isDestinationNew, isFirstPayout } from '../queue/request-particulars.ts';
import { LOCKED_AT, STOPPED_BY_REFUSALS_AT } from '../dispatch/dispatch-facts.ts';
import { MINIMUM_STAYS } from '../requests/kept-minimum.ts';
import { GONE } from '../review/gone-destination.ts';

/** Why the verb would pass an item over, in the order in which it says so. */
export type LeftOut =
  | 'changed'
  | 'decided'
  | 'asked_by_you'
  | 'reopened_by_you'
  | 'approved_by_you'
  | 'same_hand'
  | 'open_elsewhere'
  | 'destination_gone';

/** What one person's decision would do to one request now. Of one that is left out only the reason is looked up. */
export type ItemForecast = {
  readonly payoutRequestId: string;
  readonly amount: Money;
  readonly method: string;
  readonly state: string;
  readonly leftOut: LeftOut | null;
  /** Who else has it open. */
  readonly openBy: string | null;
  /** Approvals that count already. */
  readonly standing: number;
  readonly approvalsNeeded: number;
  readonly approverRole: string | null;
  /** Whether the role that is asked for is among the approvers with this one. */
  readonly hasRole: boolean;
  readonly isHeld: boolean;
  readonly isStopped: boolean;
  readonly isBelowMinimum: boolean;
  /** All sending is locked. */
  readonly isLocked: boolean;
  /** Stripe refused its account's payouts again and again, and nobody has closed the alarm. */
  readonly isRefusedAgain: boolean;
  /** The policy's wait is not over. */
  readonly isWaiting: boolean;
  readonly isDestinationNew: boolean;
  readonly isFirstPayout: boolean;
  /** As Stripe was read last: payouts are off, or there is less than the amount. */
  readonly wouldBeRefused: boolean;
};

type Asked = { readonly operatorId: string; readonly decision: 'approve' | 'reject' };
type Shown = { readonly payoutRequestId: string; readonly version: number; readonly payloadHash: string };
type Found = {
  id: string;
  currency: string;
  amount: string;
  method: string;
  state: string;
  why: LeftOut | null;
  open_by: string | null;
  standing: number;
  needed: number;
  approver_role: string | null;
  has_role: boolean;
  is_held: boolean;
  is_stopped: boolean;
  is_below_minimum: boolean;
  is_locked: boolean;
  is_refused_again: boolean;
  is_waiting: boolean;
  is_destination_new: boolean;
  is_first_payout: boolean;
  would_be_refused: boolean;
};

/**
 * Of every item of a bulk decision by one statement, each found by its key; as many as one may hold.
 * @param shown as the items were listed, in their order
 */
export async function readBulkForecast(
  from: Database | Transaction,
  asked: Asked,
  shown: readonly Shown[],
): Promise<ItemForecast[]> {
  const texts = (of: (item: Shown) => string): SQL => sql`${sql.param(shown.map(of))}::text[]`;
  const rows = await from.execute<Found>(sql`
    select item.id, request.currency, request.amount::text as amount, request.method, request.state, passed.why,
      case when passed.why = 'open_elsewhere' then reviewer.name end as open_by,
      request.approvals_needed as needed, request.approver_role,
      case when ${COUNTS} then standing_approvals(item.id)::int else 0 end as standing,
      ${COUNTS} and ${HAS_ROLE} as has_role,
      ${COUNTS} and (exists (${openHoldsOn('request')}) or not leaves_what_is_kept(item.id)) as is_held,
      ${COUNTS} and kill_switch_covering(request.connected_account_id, request.currency, request.method) is not null as is_stopped,
      ${COUNTS} and not ${MINIMUM_STAYS} as is_below_minimum,
      ${COUNTS} and ${LOCKED_AT} is not null as is_locked,
      ${COUNTS} and ${STOPPED_BY_REFUSALS_AT} is not null as is_refused_again,
      ${COUNTS} and coalesce(request.waits_until > clock_timestamp(), false) as is_waiting,
      ${COUNTS} and ${isDestinationNew('request')} as is_destination_new,
      ${COUNTS} and ${isFirstPayout('request')} as is_first_payout,
      ${COUNTS} and (not account.payouts_enabled or coalesce(
        case request.method when 'instant' then balance.instant_available else balance.available end < request.amount, false)) as would_be_refused
    from unnest(${texts((item) => item.payoutRequestId)}, ${texts((item) => String(item.version))},
      ${texts((item) => item.payloadHash)}) with ordinality as item (id, version, payload_hash, place)
    join payout_requests as request on request.payout_request_id = item.id
    join connected_accounts as account on account.connected_account_id = request.connected_account_id
    left join operators as person on person.operator_id = ${asked.operatorId}
    left join operators as reviewer on reviewer.operator_id = request.reviewer_operator_id
      and request.reviewer_until > clock_timestamp() and request.reviewer_operator_id <> ${asked.operatorId}
    left join external_accounts as destination on destination.external_account_id = request.destination_id
      and destination.connected_account_id = request.connected_account_id
    left join stripe_balances as balance
      on balance.connected_account_id = request.connected_account_id and balance.currency = request.currency
    cross join (select array(select same_hands_of(${asked.operatorId})) as ids) as hands
    cross join lateral (select ${whyPassed(asked)} as why) as passed
    order by item.place`);
  return rows.map(forecastOf);
}

/** Of what is left out nothing more is looked up. */
const COUNTS = sql`(passed.why is null)`;

function whyPassed({ operatorId, decision }: Asked): SQL {
  const open = decision === 'approve' ? sql`('in_review')` : sql`('in_review', 'approved')`;
  const isApproval = sql`${decision}::text = 'approve'`;
  return sql`case
    when request.state not in ${open} then 'decided'
    when (request.version::text, request.payload_hash) is distinct from (item.version, item.payload_hash) then 'changed'
    when request.reopened_by_operator_id = ${operatorId} then 'reopened_by_you'
    when request.requested_by_operator_id = ${operatorId} then 'asked_by_you'
    when ${isApproval} and exists (select from payout_approvals as own where own.payout_request_id = item.id
      and own.operator_id = ${operatorId} and own.decision = 'approve' and own.state = 'given') then 'approved_by_you'
    when ${isApproval} and ${IS_SAME_HAND} then 'same_hand'
    when reviewer.operator_id is not null then 'open_elsewhere'
    when ${isApproval} and ${GONE} is not null then 'destination_gone' end`;
}

/** As `is_hand_of_maker` and the approvals' guard of the database say, for the people of `hands`; only an owner's makers are many. */
const IS_SAME_HAND = sql`(request.requested_by_operator_id = any(hands.ids) or request.reopened_by_operator_id = any(hands.ids)
  or exists (select from payout_approvals as given where given.payout_request_id = item.id and given.operator_id = any(hands.ids)
    and given.decision = 'approve' and given.state = 'given')
  or (request.origin = 'owner' and exists (select from request_makers(item.id) as maker where maker.operator_id = any(hands.ids))))`;

/** As `standing_approvals` counts, with this person's approval among them. */
const HAS_ROLE = sql`(request.approver_role is null or coalesce(person.role = request.approver_role, false)
  or exists (select from payout_approvals as given join operators as giver using (operator_id)
    where given.payout_request_id = item.id and given.decision = 'approve' and given.state = 'given'
      and given.payload_hash = request.payload_hash and given.request_version >= coalesce(request.reopened_version, 1)
      and giver.role = request.approver_role and giver.disabled_at is null))`;

function forecastOf(found: Found): ItemForecast {
  return {
    payoutRequestId: found.id,
    amount: money(BigInt(found.amount), currency(found.currency)),
    method: found.method,
    state: found.state,
    leftOut: found.why,
    openBy: found.open_by,
    standing: found.standing,
    approvalsNeeded: found.needed,
    approverRole: found.approver_role,
    hasRole: found.has_role,
    isHeld: found.is_held,
    isStopped: found.is_stopped,
    isBelowMinimum: found.is_below_minimum,
    isLocked: found.is_locked,
    isRefusedAgain: found.is_refused_again,
    isWaiting: found.is_waiting,
    isDestinationNew: found.is_destination_new,
    isFirstPayout: found.is_first_payout,
    wouldBeRefused: found.would_be_refused,
  };
}
