import { sql } from 'drizzle-orm';
import { CALLED_AS_IT_IS } from './called-requests.ts';
import { countRows, findOffences, iso, verdict, type Invariant } from './invariant.ts';

const TOO_SOON = sql`
  select request.payout_request_id as id,
         format('It was called at %s and waits until %s.', ${iso(sql`attempt.first_called_at`)}, ${iso(sql`request.waits_until`)}) as text
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  where ${CALLED_AS_IT_IS} and attempt.first_called_at < request.waits_until`;

/**
 * What was on record as the request was decided about, whatever its row says by now: each record is of when its transaction began, so
 * that an honest wait ends no sooner than it says; of before that rule a wait could end with its approvals. Only whoever owns the database ends one, and puts that on record. A permit may have waited for a lock, and its own record is of before.
 */
const SOONER_THAN_RECORDED = sql`
  select request.payout_request_id,
         format('It was called at %s, and by its record it waits until %s.', ${iso(sql`called.at`)}, ${iso(sql`decided.ends`)})
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
    cross join lateral (
      select coalesce(min(recorded_at), attempt.first_called_at) as at from audit_records as record
      where record.subject = request.payout_request_id and record.action = 'payout_attempt.call'
        and record.after ->> 'payoutAttemptId' = attempt.payout_attempt_id) as called
    cross join lateral (
      select max(recorded_at + make_interval(hours => (record.after ->> 'waitHours')::int)) as ends from audit_records as record
      where record.subject = request.payout_request_id and record.outcome = 'done'
        and record.recorded_at between looser_by_proof_since() and called.at
        and record.action like 'payout_request.%' and record.after ? 'waitHours'
        and not exists (select from audit_records as ended where ended.subject = record.subject and ended.outcome = 'done'
          and ended.action = 'payout_request.end_wait' and ended.recorded_at between record.recorded_at and called.at)) as decided
  where attempt.first_called_at is not null and called.at < decided.ends - interval '1 minute'
    and not (${CALLED_AS_IT_IS} and coalesce(attempt.first_called_at < request.waits_until, false))`;

export const waitsKept: Invariant = {
  name: 'waits_kept',
  promise: 'Nothing was sent before the wait of its policy and of its band was over.',
  timed: null,
  limit:
    'By its row only the last attempt of a request is held against its wait; by its record each is, to the minute.',
  check: async (tx) => {
    const rowsChecked = await countRows(
      tx,
      sql`select count(*) from payout_requests where waits_until is not null`,
    );
    return verdict(rowsChecked, await findOffences(tx, sql`${TOO_SOON} union all ${SOONER_THAN_RECORDED}`));
  },
};
