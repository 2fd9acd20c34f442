import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import type { Facts } from '../../transitions.ts';
import { MINIMUM_STAYS } from '../requests/kept-minimum.ts';
import { CALLED_ATTEMPTS } from './idempotency-key.ts';

/**
 * That its destination is what was looked at, its account not stopped by equal refusals, the minimum balance left, and the
 * policy's wait over.
 */
type OwnFacts = {
  is_destination_same: boolean;
  is_breaker_closed: boolean;
  is_minimum_left: boolean;
  is_wait_over: boolean;
};
type Found = OwnFacts & {
  enough_approvals: boolean;
  no_open_hold: boolean;
  not_stopped: boolean;
  undo_is_over: boolean;
  connected_account_is_free: boolean;
  called_attempts: number;
};

type DispatchFacts = Required<
  Pick<
    Facts,
    'enough_approvals' | 'no_open_hold' | 'not_stopped' | 'undo_is_over' | 'connected_account_is_free'
  >
> & {
  isDestinationSame: boolean;
  isBreakerClosed: boolean;
  isMinimumLeft: boolean;
  isWaitOver: boolean;
  /** How many of its attempts Stripe was asked with, which its next key counts. */
  calledAttempts: number;
};

/** No open hold on the request or its account, and none whose share it would take: as the guards of attempts ask. */
const NO_OPEN_HOLD = sql`leaves_what_is_kept(request.payout_request_id) and not exists (
  select from holds as hold where hold.state <> 'released' and hold.keeps_percent = 100
    and hold.connected_account_id = request.connected_account_id
    and (hold.payout_request_id = request.payout_request_id
      or (hold.payout_request_id is null and coalesce(hold.currency, request.currency) = request.currency)))`;

/** Nobody where nobody is needed: but what somebody rejected since it was asked for needs a person, as the guard of attempts asks. */
export const IS_APPROVED_ENOUGH = sql`(standing_approvals(request.payout_request_id) >= request.approvals_needed
  and (request.approvals_needed > 0 or not pays_rejected_money(request, clock_timestamp())))`;

const NOT_STOPPED = sql`kill_switch_covering(request.connected_account_id, request.currency, request.method) is null`;

const UNDO_IS_OVER = sql`(request.leaves_after is null or request.leaves_after <= clock_timestamp())`;

/** As the guard of waits asks. */
const WAIT_IS_OVER = sql`(request.waits_until is null or request.waits_until <= clock_timestamp())`;

/** As the guard of destinations asks. */
const DESTINATION_IS_SAME = sql`exists (
  select from external_accounts as destination where destination.external_account_id = request.destination_id
    and destination.connected_account_id = request.connected_account_id and destination.deleted_at is null
    and coalesce(destination.fingerprint, request.destination_fingerprint) = request.destination_fingerprint)`;

/** A person closes the breaker by closing its alarm, with a note on record. */
const BREAKER_IS_CLOSED = sql`(account.breaker_opened_at is null or not exists (
  select from alarms as alarm where alarm.kind = 'payout_breaker_opened' and alarm.subject = account.connected_account_id
    and alarm.closed_at is null))`;

/** Since when equal refusals by Stripe stop what is paid to the account of a `request`; null where they do not. */
export const STOPPED_BY_REFUSALS_AT = sql`(select account.breaker_opened_at from payout_accounts as account
  where account.connected_account_id = request.connected_account_id and not ${BREAKER_IS_CLOSED})`;

/** Since when all sending is locked, whatever else is so of a request; null while it is open. */
export const LOCKED_AT = sql`(select locked_at from dispatch_control)`;

/** All of these, of a `request` and its `account`, once dispatch is open; without a switch none is looked up. */
export const NOTHING_KEEPS_IT = sql`${UNDO_IS_OVER} and ${WAIT_IS_OVER} and ${BREAKER_IS_CLOSED} and ${NO_OPEN_HOLD} and ${DESTINATION_IS_SAME}
  and ${MINIMUM_STAYS} and (not exists (select from kill_switches where state <> 'released') or ${NOT_STOPPED})`;

/**
 * It is sent without anybody doing anything more. One whose approvals do not suffice any more is claimed as well, which gives it back
 * to people: that is why who approved it is no part of what keeps it.
 */
export const LEAVES_BY_ITSELF = sql`(${NOTHING_KEEPS_IT} and ${IS_APPROVED_ENOUGH})`;

/** What is so about a request whose account the caller has locked. */
export async function readDispatchFacts(tx: Transaction, payoutRequestId: string): Promise<DispatchFacts> {
  const [found] = await executeSet<Found>(
    tx,
    sql`
    select ${IS_APPROVED_ENOUGH} as enough_approvals,
           ${NO_OPEN_HOLD} as no_open_hold, ${NOT_STOPPED} as not_stopped, ${UNDO_IS_OVER} as undo_is_over,
           not exists (select from payout_attempts as call where call.connected_account_id = request.connected_account_id
                       and call.state = 'calling') as connected_account_is_free,
           ${DESTINATION_IS_SAME} as is_destination_same, ${BREAKER_IS_CLOSED} as is_breaker_closed,
           ${MINIMUM_STAYS} as is_minimum_left, ${WAIT_IS_OVER} as is_wait_over, ${CALLED_ATTEMPTS}::int as called_attempts
    from payout_requests as request join payout_accounts as account using (connected_account_id)
    where request.payout_request_id = ${payoutRequestId}`,
  );
  if (found === undefined) throw new Error('A locked request has its facts');
  const { is_destination_same, is_breaker_closed, is_minimum_left, is_wait_over, called_attempts, ...facts } =
    found;
  return {
    ...facts,
    isDestinationSame: is_destination_same,
    isBreakerClosed: is_breaker_closed,
    isMinimumLeft: is_minimum_left,
    isWaitOver: is_wait_over,
    calledAttempts: called_attempts,
  };
}

/** Whether nothing beside the table of moves stands in the way. Pure. */
export function maySend({
  isBreakerClosed,
  isDestinationSame,
  isMinimumLeft,
  isWaitOver,
}: DispatchFacts): boolean {
  return isBreakerClosed && isDestinationSame && isMinimumLeft && isWaitOver;
}
