import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import type { MoneyBook } from '../../ledger/payable-books-queries.ts';

/** A book whose money nobody has asked for during `days`, and may not be waiting for anything. */
export type Candidate = MoneyBook & {
  displayName: string;
  /** What Stripe keeps, in minor units by currency. */
  minimumBalances: Record<string, number>;
  days: number;
  /** `daily`, `weekly` and so on; null where none is set. */
  cadence: string | null;
  threshold: bigint | null;
  /** What came of its last due time, when that was no proposal. */
  lastTime: string | null;
  isEnrolled: boolean;
  /** Sluice made the account and lets it pay only when asked, and nothing of Sluice's asks yet. */
  isInvited: boolean;
};

/** Three due times: one may fall on a holiday, two may be a mistake that somebody is mending. */
const CYCLES = 3;
/** Whom Sluice invited nobody else pays: nobody can be meant to ask, so there are no cycles to wait for. */
const DAYS_OF_INVITED = 1;
/** How many days one cycle has; where nothing is due by itself, somebody should ask every ten days. */
const DAYS = { daily: 1, threshold: 1, weekly: 7, monthly: 31, other: 10 } as const;

type Row = {
  id: string;
  currency: string;
  available: string;
  display_name: string;
  minimum_balances: Record<string, number>;
  days: number;
  cadence: string | null;
  threshold: string | null;
  last_time: string | null;
  is_enrolled: boolean;
  is_invited: boolean;
};

/**
 * Of books with money those that had no request and no payout for three cycles, or for a day where nobody pays at all. Left out: what a hold keeps whole, which
 * has a date of its own; accounts that Stripe pays by itself; cadences and enrolments that are younger than that.
 */
export async function listCandidates(books: readonly MoneyBook[]): Promise<Candidate[]> {
  const column = (read: (book: MoneyBook) => string) => sql.param(books.map(read));
  const rows = await database().execute<Row>(sql`
    with book as (
      select * from unnest(${column((book) => book.connectedAccountId)}::text[], ${column((book) => book.currency)}::text[],
        ${column((book) => book.available.toString())}::text[]) as one (id, currency, available)
    ), planned as (
      select book.*, account.display_name, stripe_minimums(account) as minimum_balances, cadence.cadence, cadence.thresholds ->> book.currency as threshold,
        enrolled.connected_account_id is not null as is_enrolled,
        greatest(cadence.set_at, enrolled.enrolled_at) as since, invited.is_invited,
        case when invited.is_invited then ${DAYS_OF_INVITED}::int else ${CYCLES}::int * case
          when cadence.cadence = 'daily' or (cadence.cadence = 'threshold' and cadence.thresholds ? book.currency) then ${DAYS.daily}::int
          when cadence.cadence = 'weekly' then ${DAYS.weekly}::int
          when cadence.cadence = 'monthly' then ${DAYS.monthly}::int
          else ${DAYS.other}::int end end as days
      from book
      join connected_accounts as account on account.connected_account_id = book.id
      left join payout_accounts as enrolled on enrolled.connected_account_id = book.id
      left join payout_cadences as cadence on cadence.connected_account_id = book.id
      cross join lateral (select enrolled.connected_account_id is null and exists (select from seller_invitations as invitation
        where invitation.connected_account_id = book.id and makes_account) as is_invited) as invited
      where enrolled.connected_account_id is not null or account.payout_interval = 'manual'
    )
    select planned.id, planned.currency, planned.available, planned.display_name, planned.minimum_balances, planned.days, planned.cadence, planned.threshold,
      planned.is_enrolled, planned.is_invited,
      (select run.because from payout_cadence_runs as run
        where run.connected_account_id = planned.id and run.currency = planned.currency order by run.due_at desc limit 1) as last_time
    from planned
    where coalesce(planned.since < now() - make_interval(days => planned.days), true)
      and not exists (select from payout_requests as request
        where request.connected_account_id = planned.id and request.currency = planned.currency
          and request.requested_at > now() - make_interval(days => planned.days))
      and not exists (select from payouts as payout
        where payout.connected_account_id = planned.id and payout.currency = planned.currency and payout.amount > 0
          and payout.occurred_at > now() - make_interval(days => planned.days))
      and not exists (select from holds as hold
        where hold.connected_account_id = planned.id and hold.payout_request_id is null and hold.state <> 'released'
          and hold.keeps_percent = 100 and (hold.currency is null or hold.currency = planned.currency))
    order by planned.id, planned.currency`);
  return rows.map((row) => ({
    connectedAccountId: row.id,
    currency: row.currency,
    available: BigInt(row.available),
    displayName: row.display_name,
    minimumBalances: row.minimum_balances,
    days: row.days,
    cadence: row.cadence,
    threshold: row.threshold === null ? null : BigInt(row.threshold),
    lastTime: row.last_time,
    isEnrolled: row.is_enrolled,
    isInvited: row.is_invited,
  }));
}
