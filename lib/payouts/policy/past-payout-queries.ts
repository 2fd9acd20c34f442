import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { STRONG_LOCKS } from '../../holds/rules/strong-lock.ts';
import { fromPaid } from '../paid-before.ts';
import { REQUEST_STATES } from '../queue/request-types.ts';
import type { PolicyFacts } from '../rules/evaluate-policy.ts';

/** How far back a policy is tried. */
export const TRIED_DAYS = 90;
/** Read in about a second; a busier platform is tried on its newest. */
const TRIED_MAX = 50_000;

type PastRow = {
  amount: string;
  currency: string;
  method: string;
  origin: PolicyFacts['origin'];
  is_by_hand: boolean;
  country: string | null;
  band: string | null;
  age: number;
  is_first: boolean;
  changed_days: number | null;
  is_weak: boolean;
  paid_day: string;
  paid_week: string;
};

/**
 * What was known of the payouts of the last 90 days: those that were asked for here, and those that Stripe made without
 * a request, as if a cadence had asked. The lock strength is today's; the risk band is the one that was in force then, or not known.
 * @param max so many at most; of Stripe's own, and of each state, no more are looked at
 * @returns the newest ones, and whether there were more
 */
export async function listPastPayouts(
  ctx: Context,
  max = TRIED_MAX,
): Promise<{ payouts: PolicyFacts[]; isCut: boolean }> {
  authorize(ctx, 'payouts.read');
  const rows = await database().execute<PastRow>(sql`
    with asked as (
      select request.connected_account_id, request.currency, request.amount, request.method, request.destination_id, request.origin,
        request.origin <> 'cadence' or request.requested_by_operator_id is not null as is_by_hand, request.requested_at as at, request.state not in ('refused', 'returned', 'rejected', 'cancelled') as counts
      from unnest(${sql.param([...REQUEST_STATES])}::text[]) as of (state) cross join lateral (
        select * from payout_requests as request
        where request.state = of.state and requested_at > now() - make_interval(days => ${TRIED_DAYS})
        order by requested_at desc limit ${max + 1}) as request
    ), made as (
      select connected_account_id, currency, amount, method, destination_id, 'cadence' as origin, false as is_by_hand, occurred_at as at,
        status not in ('failed', 'canceled') as counts
      from (select * from payouts
        where occurred_at > now() - make_interval(days => ${TRIED_DAYS}) and amount > 0
        order by occurred_at desc limit ${max + 1}) as payout
      where not exists (select from payout_requests as request where request.payout_id = payout.payout_id)
    ), newest as (
      (select * from asked union all select * from made) order by at desc limit ${max + 1}
    ), summed as (
      select newest.*, coalesce(sum(amount) filter (where counts) over day, 0) + case when counts then 0 else amount end as paid_day,
        coalesce(sum(amount) filter (where counts) over week, 0) + case when counts then 0 else amount end as paid_week
      from newest
      window day as (partition by connected_account_id, currency order by at range between interval '24 hours' preceding and current row),
        week as (partition by connected_account_id, currency order by at range between interval '7 days' preceding and current row)
    ), accounts as (
      select account.connected_account_id, account.country, account.created_at_stripe,
        account.lock_strength <> all(${sql.param([...STRONG_LOCKS])}::text[]) as is_weak,
        (select min(paid.occurred_at) ${fromPaid(sql`account.connected_account_id`)}) as first_paid_at
      from connected_accounts as account
      where account.connected_account_id in (select connected_account_id from newest)
    )
    select newest.paid_day::text, newest.paid_week::text, newest.amount::text, newest.currency, newest.method, newest.origin, newest.is_by_hand, accounts.country, accounts.is_weak,
      greatest(0, floor(extract(epoch from newest.at - accounts.created_at_stripe) / 86400))::int as age,
      coalesce(accounts.first_paid_at >= newest.at, true) as is_first,
      (select band from segment_assessments as said where said.connected_account_id = newest.connected_account_id
        and said.assessed_at <= newest.at order by said.assessed_at desc, said.number desc limit 1) as band,
      (select floor(extract(epoch from newest.at - max(change.seen_at)) / 86400)::int from external_account_changes as change
        where change.connected_account_id = newest.connected_account_id and change.external_account_id = newest.destination_id
          and change.is_new_destination and change.seen_at <= newest.at) as changed_days
    from summed as newest join accounts using (connected_account_id)
    order by newest.at desc`);
  return { payouts: rows.slice(0, max).map(factsOf), isCut: rows.length > max };
}

function factsOf(row: PastRow): PolicyFacts {
  return {
    amount: BigInt(row.amount),
    currency: row.currency,
    country: row.country,
    riskBand: row.band,
    accountAgeDays: row.age,
    isFirstPayout: row.is_first,
    destinationChangedDays: row.changed_days,
    isWeakLock: row.is_weak,
    isInstant: row.method === 'instant',
    origin: row.origin,
    paidWithin: { '24 hours': BigInt(row.paid_day), '7 days': BigInt(row.paid_week) },
    isByHand: row.is_by_hand,
  };
}
