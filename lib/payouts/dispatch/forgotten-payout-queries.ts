import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import { fromUnixSeconds } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import { forgottenCancelLeaf } from '../bypasses/forgotten-cancel-leaf.ts';
import { recogniseLeaf } from './recognise-leaf.ts';
import type { ForgottenPayout } from './types.ts';

type Row = {
  payout_id: string;
  account: string;
  amount: string;
  currency: string;
  status: string;
  made_at: number;
  state: string;
  is_as_asked: boolean;
  is_approved: boolean;
  is_maker: boolean;
  is_automatic: boolean;
  incident: 'waiting' | 'ended';
  not_undone: string | null;
  asked_by: string | null;
  asked_at: number | null;
  reason: string | null;
};

/**
 * The payout that Stripe has for this request, by an incident of the lost time, while people have not said whose it is: no attempt has it,
 * nothing has left for the request since, and it has not come back, unless people had it cancelled. Null otherwise.
 */
export async function getForgottenPayout(
  ctx: Context,
  payoutRequestId: string,
): Promise<ForgottenPayout | null> {
  authorize(ctx, 'payouts.read');
  const reader = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : null;
  const [row] = await database().execute<Row>(sql`
    select payout.payout_id, request.connected_account_id as account, payout.amount::text as amount, payout.currency, payout.status,
      extract(epoch from payout.occurred_at)::float8 as made_at, request.state,
      is_forgotten_payout(payout.payout_id, request) as is_as_asked,
      standing_approvals(request.payout_request_id) >= request.approvals_needed as is_approved,
      coalesce(is_hand_of_maker(request.payout_request_id, ${reader}), false) as is_maker,
      payout.is_automatic, incident.state as incident, incident.not_undone, coalesce(asker.name, incident.cancel_asked_by) as asked_by,
      extract(epoch from incident.cancel_asked_at)::float8 as asked_at, incident.cancel_reason as reason
    from payout_requests as request
    join bypasses as incident on incident.payout_request_id = request.payout_request_id and incident.kind = 'payout'
    join payouts as payout on payout.payout_id = incident.subject
    left join operators as asker on asker.operator_id = incident.cancel_asked_by
    where request.payout_request_id = ${payoutRequestId} and request.state in ('in_review', 'approved', 'dispatching', 'refused', 'rejected', 'cancelled')
      and (payout.status not in ('failed', 'canceled') or payout.status = 'canceled' and incident.cancel_asks > 0)
      and not exists (select from payout_attempts as attempt where attempt.payout_id = payout.payout_id)`);
  if (row === undefined) return null;
  const { payout_id: payoutId } = row;
  return {
    payoutRequestId,
    payoutId,
    connectedAccountId: row.account,
    amount: money(BigInt(row.amount), currency(row.currency)),
    status: row.status,
    madeAt: fromUnixSeconds(row.made_at),
    stands: standsAs(row),
    root: recogniseLeaf({ payoutRequestId, payoutId }),
    cancel: {
      isPossible: row.status === 'pending' && !row.is_automatic && row.incident === 'ended',
      root: forgottenCancelLeaf({ payoutRequestId, payoutId }),
      asked: askedOf(row),
    },
  };
}

function askedOf(row: Row): ForgottenPayout['cancel']['asked'] {
  if (row.asked_by === null || row.asked_at === null || row.reason === null) return null;
  return {
    by: row.asked_by,
    at: fromUnixSeconds(row.asked_at),
    reason: row.reason,
    because: row.not_undone,
  };
}

/** As `recognisePayout` and the database will see it. */
function standsAs(row: Row): ForgottenPayout['stands'] {
  if (row.status === 'canceled') return 'is_cancelled';
  if (row.incident === 'waiting' && row.asked_by !== null) return 'is_being_cancelled';
  if (row.state === 'cancelled' || row.state === 'rejected') return 'has_ended';
  if (!row.is_as_asked) return 'is_another';
  if (row.state === 'refused') return 'is_to_be_opened';
  if (row.state === 'dispatching') return 'is_given_back';
  if (row.state === 'in_review' || !row.is_approved) return 'is_to_be_approved';
  return row.is_maker ? 'is_for_somebody_else' : 'may_be_recognised';
}
