import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { isRejectedByPlatform, whyNotRejectable } from './rejectable.ts';
import { rejectionLeaf } from './rejection-leaf.ts';
import { REJECTION_REASONS } from './rejection-reasons.ts';
import type { RejectionReason, RejectionStanding, RejectionView } from '../types.ts';

/** Older ones are in the record. */
const ENDED_MAX = 5;

type Row = {
  account_rejection_id: string;
  act: RejectionView['act'];
  reason_code: RejectionReason | null;
  reviewer_text: string;
  state: RejectionView['state'];
  asked_by: string;
  asked_by_name: string;
  asked_at: string;
  decided_by_name: string | null;
  decided_at: string | null;
  is_taken_back: boolean;
  why_not: string | null;
  ended_at: string | null;
  problem: string | null;
};

type Facts = {
  losses_payments: string | null;
  disabled_reason: string | null;
  deauthorized_at: string | null;
  undecided: number;
  on_their_way: number;
};

/** Whether an account is rejected, can be, and what people have asked for. @throws DomainError `forbidden`, `not_found` */
export async function readRejectionStanding(
  ctx: Context,
  connectedAccountId: string,
): Promise<RejectionStanding> {
  authorize(ctx, 'connected_accounts.read');
  const [[facts], rows] = await Promise.all([
    database().execute<Facts>(sql`
      select losses_payments, disabled_reason, deauthorized_at::text,
        (select count(*)::int from payout_requests as request where request.connected_account_id = account.connected_account_id
          and request.state in ('in_review', 'approved')) as undecided,
        (select count(*)::int from payout_requests as request where request.connected_account_id = account.connected_account_id
          and request.state in ('dispatching', 'unknown', 'sent')) as on_their_way
      from connected_accounts as account where connected_account_id = ${connectedAccountId}`),
    database().execute<Row>(sql`
      select rejection.account_rejection_id, rejection.act, rejection.reason_code, rejection.reviewer_text, rejection.state,
        rejection.asked_by, coalesce(asker.name, rejection.asked_by) as asked_by_name, rejection.asked_at::text,
        coalesce(decider.name, rejection.decided_by) as decided_by_name, rejection.decided_at::text, rejection.ended_at::text,
        rejection.problem, rejection.state = 'declined' and rejection.decided_by = rejection.asked_by as is_taken_back,
        (select after ->> 'reason' from audit_records where subject = rejection.account_rejection_id
          and action = 'account_rejection.decline' and outcome = 'done' limit 1) as why_not
      from account_rejections as rejection
      left join operators as asker on asker.operator_id = rejection.asked_by
      left join operators as decider on decider.operator_id = rejection.decided_by
      where rejection.connected_account_id = ${connectedAccountId} and rejection.account_rejection_id in (
        (select account_rejection_id from account_rejections where connected_account_id = ${connectedAccountId}
          order by asked_at desc limit ${ENDED_MAX + 1})
        union
        -- The one that decides how it stands, however much was asked for and declined since.
        (select account_rejection_id from account_rejections where connected_account_id = ${connectedAccountId} and state = 'done'
          order by asked_at desc limit 1))
      order by rejection.asked_at desc`),
  ]);
  if (facts === undefined) throw new DomainError('not_found', 'Sluice has not seen this connected account.');
  const known = {
    lossesPayments: facts.losses_payments,
    disabledReason: facts.disabled_reason,
    deauthorizedAt: facts.deauthorized_at === null ? null : new Date(facts.deauthorized_at),
  };
  const views = rows.map(viewOf);
  const isRejected = isRejectedByPlatform(known);
  // What two people agreed on counts before its end is written down: Stripe may show it by then.
  const last = views.find(
    ({ state, act }) => state === 'done' || (state === 'confirmed' && act === 'reject'),
  );
  return {
    isRejected,
    // Whoever was let in again since was rejected anew somewhere else.
    rejectedBy: isRejected && last?.act === 'reject' ? last : null,
    reasons: REJECTION_REASONS,
    cannot: whyNotRejectable(known),
    open: views.find(isOpen) ?? null,
    ended: views.filter((view) => !isOpen(view)).slice(0, ENDED_MAX),
    undecidedPayouts: facts.undecided,
    payoutsOnTheirWay: facts.on_their_way,
  };
}

const isOpen = ({ state }: RejectionView): boolean => state === 'asked' || state === 'confirmed';

const instantOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

function viewOf(row: Row): RejectionView {
  return {
    accountRejectionId: row.account_rejection_id,
    act: row.act,
    forWhat: row.reason_code === null ? null : REJECTION_REASONS[row.reason_code],
    reviewerText: row.reviewer_text,
    state: row.state,
    askedById: row.asked_by,
    askedBy: row.asked_by_name,
    askedAt: new Date(row.asked_at),
    decidedBy: row.decided_by_name,
    decidedAt: instantOf(row.decided_at),
    isTakenBack: row.is_taken_back,
    whyNot: row.why_not,
    endedAt: instantOf(row.ended_at),
    problem: row.problem,
    root: rejectionLeaf({
      accountRejectionId: row.account_rejection_id,
      act: row.act,
      reasonCode: row.reason_code,
      reviewerText: row.reviewer_text,
      askedBy: row.asked_by,
      state: row.state,
    }),
  };
}
