import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import { fromUnixSeconds } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
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
};

/**
 * The payout that Stripe has for this request, by an incident of the lost time, while people have not said whose it is: no attempt has it, it
 * has not come back, and the request has not ended. Null otherwise.
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
      coalesce(is_hand_of_maker(request.payout_request_id, ${reader}), false) as is_maker
    from payout_requests as request
    join bypasses as incident on incident.payout_request_id = request.payout_request_id and incident.kind = 'payout'
    join payouts as payout on payout.payout_id = incident.subject
    where request.payout_request_id = ${payoutRequestId} and request.state in ('in_review', 'approved', 'dispatching', 'refused')
      and payout.status not in ('failed', 'canceled')
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
  };
}

/** As `recognisePayout` and the database will see it. */
function standsAs(row: Row): ForgottenPayout['stands'] {
  if (!row.is_as_asked) return 'is_another';
  if (row.state === 'refused') return 'is_to_be_opened';
  if (row.state === 'dispatching') return 'is_given_back';
  if (row.state === 'in_review' || !row.is_approved) return 'is_to_be_approved';
  return row.is_maker ? 'is_for_somebody_else' : 'may_be_recognised';
}
