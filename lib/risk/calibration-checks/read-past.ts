import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import type { KnownSince } from './judge-alarms.ts';
import type { PastFact } from './replay-alarms.ts';

/** Of more cases as many by lot; half a thousand months are forty account-years. */
const CASES_MAX = 500;
/** Of one case; whoever has more in five months is left out and counted. */
const FACTS_MAX = 50_000;

/** An account and currency that did business in the replayed days. */
export type PastCase = { readonly connectedAccountId: string; readonly currency: string };

type Span = { readonly from: Date; readonly to: Date };

/** Who is replayed, in the order of a lot that the check's id decides. */
export async function listPastCases(riskCalibrationCheckId: string, { from, to }: Span): Promise<PastCase[]> {
  const rows = await database().execute<{ account: string; currency: string }>(sql`
    select connected_account_id as account, currency from (
      select distinct connected_account_id, currency from risk_day_counters
      where day >= (${from.toISOString()}::timestamptz at time zone 'UTC')::date
        and day <= (${to.toISOString()}::timestamptz at time zone 'UTC')::date
    ) as one
    order by sha256(convert_to(${riskCalibrationCheckId} || ' ' || connected_account_id || ' ' || currency, 'UTF8'))
    limit ${CASES_MAX}`);
  return rows.map(({ account, currency }) => ({ connectedAccountId: account, currency }));
}

type FactRow = {
  kind: PastFact['kind'];
  stripe_id: string;
  charge_id: string | null;
  at: string;
  amount: string;
  country: string | null;
  high: boolean;
};

/** Everything that happened since a moment, oldest first, a charge before what became of it; null when it is too much. */
export async function readPastFacts(
  { connectedAccountId, currency }: PastCase,
  since: Date,
): Promise<PastFact[] | null> {
  const rows = await database().execute<FactRow>(sql`
    select kind, stripe_id, charge_id, (date_part('epoch', occurred_at) * 1000)::bigint::text as at,
      coalesce(amount, 0)::text as amount, card_country as country,
      coalesce(risk_level in ('elevated', 'highest'), false) as high
    from risk_facts
    where connected_account_id = ${connectedAccountId} and kind in ('charge', 'decline', 'refund', 'dispute', 'warning')
      and coalesce(currency, ${currency}) = ${currency} and not is_platform_made
      and occurred_at >= ${since.toISOString()}::timestamptz
    order by occurred_at, kind in ('charge', 'decline') desc, stripe_id limit ${FACTS_MAX + 1}`);
  if (rows.length > FACTS_MAX) return null;
  return rows.map(({ kind, stripe_id, charge_id, at, amount, country, high }) => ({
    kind,
    stripeId: stripe_id,
    chargeId: charge_id,
    occurredAt: new Date(Number(at)),
    amount: BigInt(amount),
    cardCountry: country,
    isHighRisk: high,
  }));
}

/** What people have said of it, and whether they are still to. */
export async function readKnownSince({ connectedAccountId, currency }: PastCase): Promise<KnownSince> {
  const verdicts = await database().execute<{ hit: boolean; at: string }>(sql`
    select verdict <> 'false_alarm' as hit, given_at::text as at from risk_verdicts
    where connected_account_id = ${connectedAccountId} and currency = ${currency} and verdict <> 'needs_information'`);
  const [flag] = await database().execute<{ awaited: boolean }>(sql`
    select exists (select from risk_flags where connected_account_id = ${connectedAccountId} and currency = ${currency}
      and state in ('open', 'waiting')) as awaited`);
  return {
    verdicts: verdicts.map(({ hit, at }) => ({ isHit: hit, givenAt: new Date(at) })),
    isAwaited: flag?.awaited === true,
  };
}
