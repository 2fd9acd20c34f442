import { sql } from 'drizzle-orm';

/** An approval that counts no more: whose, and why. */
export type LostApproval = { readonly name: string; readonly because: string };

/**
 * Whether a row called `approval` is about exactly what `request` is now, and its giver has not approved that again since: what to say
 * of an approval that is void.
 */
export const IS_LAST_OF_ITS_GIVER = sql`(approval.payload_hash = request.payload_hash
  and approval.request_version >= coalesce(request.reopened_version, 1)
  and not exists (select from payout_approvals as again where again.payout_request_id = approval.payout_request_id
    and again.operator_id = approval.operator_id and again.decision = 'approve'
    and (again.decided_at, again.payout_approval_id) > (approval.decided_at, approval.payout_approval_id)))`;

/** Why an approval is void that its giver took back: not lost, and nothing that anybody has to be told. */
export const TAKEN_BACK = 'Taken back by the same person.';

/** Of `payout_requests as request` that waits for a decision, as `LostApproval[]`: what its givers did not take back themselves. */
export const LOST_APPROVALS = sql`case when request.state = 'in_review' then array(
  select jsonb_build_object('name', coalesce(giver.name, approval.operator_id), 'because', coalesce(approval.voided_because, ''))
  from payout_approvals as approval left join operators as giver using (operator_id)
  where approval.payout_request_id = request.payout_request_id and approval.decision = 'approve' and approval.state = 'void'
    and approval.voided_because is distinct from ${TAKEN_BACK} and ${IS_LAST_OF_ITS_GIVER}
  order by approval.decided_at, approval.payout_approval_id) else '{}' end`;

/** As a part of a sentence: `their role changed`. Pure. */
export const becauseInWords = (because: string): string =>
  because.charAt(0).toLowerCase() + because.slice(1).replace(/\.$/, '');
