import { sql } from 'drizzle-orm';
import { APPROVALS_AT_CALL, CALLED_AS_IT_IS } from './called-requests.ts';
import { countRows, findOffences, verdict, type Invariant } from './invariant.ts';

const TOO_FEW = sql`
  select request.payout_request_id as id,
         format('It was called with %s of %s approvals.', ${APPROVALS_AT_CALL}, request.approvals_needed) as text
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  where ${CALLED_AS_IT_IS} and ${APPROVALS_AT_CALL} < request.approvals_needed`;

const BY_NOBODY = sql`
  select request.payout_request_id, 'It was called though neither people nor a published policy decided it.'
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  where ${CALLED_AS_IT_IS} and request.approvals_needed = 0
    and not exists (select from payout_policies as policy
                    where policy.policy_version_id = request.policy_version_id and policy.state <> 'draft')`;

/** Somebody asked for it, or for it again, or had changed the cadence that did: what a cadence alone proposed may leave by a policy alone. */
const BY_ONE = sql`
  select request.payout_request_id, 'A person asked for it, and it was called without another one.'
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  where ${CALLED_AS_IT_IS} and request.approvals_needed = 0 and ${APPROVALS_AT_CALL} = 0
    and (request.origin <> 'cadence' or request.requested_by_operator_id is not null
      or request.reopened_by_operator_id is not null or exists (
      select from audit_records as asked where asked.subject = request.payout_request_id and asked.actor_kind = 'operator'
        and asked.action in ('payout_request.amend', 'payout_request.reopen') and asked.outcome = 'done'
        and asked.recorded_at <= attempt.first_called_at))`;

/** Until when a no counts: until the call, and of what was called before that rule until it was asked for. */
const UNTIL = sql`case when attempt.first_called_at >= rejected_until_called_since() then attempt.first_called_at else request.requested_at end`;

/** Its money goes by itself no more, until people approve as much of it; rejections of before that rule bind nobody. */
const REJECTED = sql`
  select request.payout_request_id, 'A person had rejected money that it pays, and it was called without anybody’s approval.'
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  where ${CALLED_AS_IT_IS} and ${APPROVALS_AT_CALL} = 0
    and pays_rejected_money(request, ${UNTIL})`;

const OWN = sql`
  select request.payout_request_id, format('%s approved what they had asked for.', approval.operator_id)
  from payout_approvals as approval join payout_requests as request using (payout_request_id)
  where approval.decision = 'approve' and (approval.operator_id = request.requested_by_operator_id
    or (approval.operator_id = request.reopened_by_operator_id and approval.request_version >= request.reopened_version))`;

/** An approval that was lost ends for good, so the last one of those needed is always a decision, and that one moves it. */
const STUCK = sql`
  select payout_request_id, 'Enough people have approved it, and it still waits for people.'
  from payout_requests where state = 'in_review' and approvals_needed > 0 and standing_approvals(payout_request_id) >= approvals_needed`;

export const twoPeople: Invariant = {
  name: 'two_people',
  promise:
    'Nothing was sent without the approvals that it needed at that moment, nothing that a person asked for or had rejected without another one, and nobody approved their own.',
  timed: null,
  limit:
    'Of a request that was changed after it came back, only the attempt after that change is held against its rule.',
  check: async (tx) => {
    const rowsChecked = await countRows(
      tx,
      sql`select count(*) from payout_attempts where first_called_at is not null`,
    );
    const found = await findOffences(
      tx,
      sql`${TOO_FEW} union all ${BY_NOBODY} union all ${BY_ONE} union all ${REJECTED} union all ${OWN} union all ${STUCK}`,
    );
    return verdict(rowsChecked, found);
  },
};
