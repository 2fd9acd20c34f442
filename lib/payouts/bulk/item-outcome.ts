import { sql } from 'drizzle-orm';
import { openHoldsOn } from '../queue/request-priority.ts';
import type { ItemOutcome } from './outcome-of-refusal.ts';
import { LOCKED_AT, STOPPED_BY_REFUSALS_AT } from '../dispatch/dispatch-facts.ts';
import { MINIMUM_STAYS } from '../requests/kept-minimum.ts';

/* Of `bulk_decisions as bulk`, one of its items `as item`, and its request as it is now `as request`. */

/** Before the reason of an item that was left out; the table itself knows it as one that has not been done. */
const LEFT_OUT = 'Left out: ';

/** An item's outcome as its row keeps it. */
export function storedOutcome(outcome: ItemOutcome, message: string | null) {
  return outcome === 'left_out'
    ? ({ outcome: 'failed', message: `${LEFT_OUT}${message ?? ''}` } as const)
    : { outcome, message };
}

/** How an item ended, whatever has become of its request since. */
export const ENDED_AS = sql`case when item.outcome = 'failed' and starts_with(item.message, ${LEFT_OUT}) then 'left_out' else item.outcome end`;

/** What an ended item says, without what its outcome says already. */
export const ITEM_MESSAGE = sql`case when item.outcome is not null then regexp_replace(item.message, ${`^${LEFT_OUT}`}, '') end`;

/** Its person's approval counts, as far as it goes. */
const STANDS = sql`exists (select from payout_approvals as approval
  where approval.payout_request_id = item.payout_request_id and approval.operator_id = bulk.operator_id
    and approval.decision = 'approve' and approval.state = 'given' and approval.payload_hash = item.payload_hash)`;

/** The same conditions under which a worker leaves an approved request where it is. */
const IS_KEPT = sql`(exists (${openHoldsOn('request')}) or not leaves_what_is_kept(request.payout_request_id)
  or not ${MINIMUM_STAYS} or ${LOCKED_AT} is not null or ${STOPPED_BY_REFUSALS_AT} is not null
  or kill_switch_covering(request.connected_account_id, request.currency, request.method) is not null)`;

/**
 * What came of an item, as it stands now. What Stripe refused after it was approved has failed too, in the eyes of whoever
 * approved it; and an approval is done only when nobody else has to approve and nothing keeps the money.
 */
export const ITEM_OUTCOME = sql`case
  when item.outcome is null then 'waiting'
  when item.outcome <> 'done' then ${ENDED_AS}
  when request.state in ('refused', 'returned') then 'failed'
  when bulk.decision = 'reject' or request.state not in ('in_review', 'approved') then 'done'
  when not ${STANDS} then 'void'
  when request.state = 'in_review' then 'more'
  when bulk.state <> 'queued' and ${IS_KEPT} then 'kept'
  else 'done' end`;

/** It waits for nothing but the end of its ten seconds, or for a worker to take it by now. */
export const IS_LEAVING = sql`(request.state = 'approved' and not ${IS_KEPT})`;

/** It was approved by this decision, and is beyond the reach of whoever did. */
export const HAS_LEFT = sql`(item.outcome = 'done' and bulk.decision = 'approve'
  and request.state in ('dispatching', 'unknown', 'sent', 'settled'))`;

/** Nobody has taken it to Stripe yet. */
export const CAN_BE_TAKEN_BACK = sql`item.outcome = 'done' and bulk.decision = 'approve'
  and request.state in ('in_review', 'approved') and ${STANDS}`;
