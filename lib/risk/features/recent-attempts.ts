import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import type { RiskMoment } from './counts.ts';

const DAY_MS = 86_400_000;

/** As far back as the longest window of the sequential tests. */
const ATTEMPTS_MAX = 512;

/** And as far back as a baseline: without an end, a read would plan for every month that there ever was. */
const DAYS_MAX = 120;

/** One payment that was tried, with what became of it by the moment of the decision. */
export type RecentAttempt = {
  stripeId: string;
  occurredAt: Date;
  isDecline: boolean;
  amount: bigint;
  cardCountry: string | null;
  cardHash: string | null;
  isHighRisk: boolean;
  /** When the seller first gave money back, or null. */
  refundedAt: Date | null;
  /** By a dispute or an early fraud warning. */
  isDisputed: boolean;
  /** When a card of this country was first seen here. */
  countryFirstSeenAt: Date | null;
  isCardKnownElsewhere: boolean;
};

type Row = {
  kind: 'charge' | 'decline';
  stripe_id: string;
  occurred_at: string;
  amount: bigint;
  card_country: string | null;
  card_hash: string | null;
  risk_level: string | null;
  refunded_at: string | null;
  is_disputed: boolean;
  country_first_seen_at: string | null;
  is_card_known_elsewhere: boolean;
};

/** The newest payments and declines of the last 120 days that were known at that moment, oldest first. */
export async function readRecentAttempts(
  db: Transaction | Database,
  { connectedAccountId, currency, at }: RiskMoment,
): Promise<RecentAttempt[]> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  const oldest = sql`${new Date(at.getTime() - DAYS_MAX * DAY_MS).toISOString()}::timestamptz`;
  const newest = (kind: 'charge' | 'decline') => sql`
    (select kind, stripe_id, occurred_at, amount, card_country, card_hash, risk_level from risk_facts
     where connected_account_id = ${connectedAccountId} and kind = ${kind} and currency = ${currency}
       and occurred_at > ${oldest} and occurred_at <= ${moment} and learned_at <= ${moment}
     order by occurred_at desc, stripe_id desc limit ${ATTEMPTS_MAX})`;
  const rows = await executeSet<Row>(
    db,
    sql`
    with attempt as materialized (
      select * from (${newest('charge')} union all ${newest('decline')}) as newest
      order by occurred_at desc, stripe_id desc limit ${ATTEMPTS_MAX}
    ), told as materialized (
      select charge_id, min(occurred_at) filter (where kind = 'refund') as refunded_at,
             bool_or(kind in ('dispute', 'warning')) as is_disputed
      from risk_facts
      where connected_account_id = ${connectedAccountId} and kind in ('refund', 'dispute', 'warning') and not is_platform_made
        and occurred_at > ${oldest} and occurred_at >= (select min(occurred_at) from attempt) and occurred_at <= ${moment} and learned_at <= ${moment}
      group by charge_id
    ), country as materialized (
      select value, min(first_seen_at) as first_seen_at from risk_seen
      where kind = 'country' and value in (select card_country from attempt) and connected_account_id = ${connectedAccountId}
        and learned_at <= ${moment}
      group by value
    )
    select attempt.*, told.refunded_at, coalesce(told.is_disputed, false) as is_disputed,
           country.first_seen_at as country_first_seen_at,
           coalesce(elsewhere.is_known, false) as is_card_known_elsewhere
    from attempt
    left join told on told.charge_id = attempt.stripe_id
    left join country on country.value = attempt.card_country
    -- Card by card: asked as a condition, of few sellers every card that was ever seen would be read into a hash first.
    left join lateral (
      select true as is_known from risk_seen as elsewhere
      where elsewhere.kind = 'card' and elsewhere.value = attempt.card_hash
        and elsewhere.connected_account_id <> ${connectedAccountId}
        and elsewhere.first_seen_at <= ${moment} and elsewhere.learned_at <= ${moment} limit 1
    ) as elsewhere on true
    order by attempt.occurred_at, attempt.stripe_id`,
  );
  return rows.map((row) => ({
    stripeId: row.stripe_id,
    occurredAt: new Date(row.occurred_at),
    isDecline: row.kind === 'decline',
    amount: row.amount,
    cardCountry: row.card_country,
    cardHash: row.card_hash,
    isHighRisk: row.risk_level === 'elevated' || row.risk_level === 'highest',
    refundedAt: row.refunded_at === null ? null : new Date(row.refunded_at),
    isDisputed: row.is_disputed,
    countryFirstSeenAt: row.country_first_seen_at === null ? null : new Date(row.country_first_seen_at),
    isCardKnownElsewhere: row.is_card_known_elsewhere,
  }));
}
