import { sql } from 'drizzle-orm';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { database } from '../../db/client.ts';
import type { RunOffCohort } from './estimate-run-off.ts';

/** Half a year: the age of the oldest money that anybody looks at, and two months of cohorts that were seen so long. */
const WEEKS = 26;
/** Drawn by their names' hash, so that a large platform's night ends; the same ones each night. */
const ACCOUNTS_MAX = 2_000;
const DAY_MS = 86_400_000;

/** Charges of a currency with what came back of them, by business category and week. */
export type RunOffPast = {
  readonly dataFrom: Date;
  readonly dataTo: Date;
  readonly groups: readonly RunOffGroup[];
};

export type RunOffGroup = {
  readonly currency: string;
  /** `*` for all. */
  readonly peerGroup: string;
  readonly accounts: number;
  readonly cohorts: readonly RunOffCohort[];
};

type Row = {
  currency: string;
  category: string | null;
  kind: 'account' | 'charge' | 'refund' | 'dispute';
  week: string | null;
  age: number | null;
  times: number;
  volume: number;
};

/**
 * The past that run-off curves are estimated from: whole UTC days until today, nothing that is younger. Refunds that the platform made say
 * nothing of sellers.
 */
export async function readRunOffPast(now: Date): Promise<RunOffPast> {
  const dataTo = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  // A Monday, as the weeks of the database.
  const weekday = (dataTo.getUTCDay() + 6) % 7;
  const dataFrom = new Date(dataTo.getTime() - (weekday + 7 * WEEKS) * DAY_MS);
  const [from, to] = [dataFrom, dataTo].map((at) => sql`${at.toISOString()}::timestamptz`);
  const rows = await database().execute<Row>(sql`
    with lot as materialized (
      select connected_account_id, account.merchant_category_code as category from (
        select connected_account_id from risk_day_counters
        where day >= (${from} at time zone 'UTC')::date and day < (${to} at time zone 'UTC')::date and charges > 0
          and connected_account_id <> ${PLATFORM}
        group by 1 order by md5(connected_account_id), connected_account_id limit ${ACCOUNTS_MAX}) as drawn
      left join connected_accounts as account using (connected_account_id)
    ), charged as materialized (
      select connected_account_id, category, currency, date_trunc('week', day)::date as week, charges, charge_amount
      from lot join risk_day_counters as counter using (connected_account_id)
      where day >= (${from} at time zone 'UTC')::date and day < (${to} at time zone 'UTC')::date and charges > 0
    ), back as (
      select category, came.currency, date_trunc('week', charge.occurred_at at time zone 'UTC')::date as week, came.kind,
        greatest(0, floor(extract(epoch from came.occurred_at - charge.occurred_at) / 86400))::int as age, came.amount
      from lot join risk_facts as came using (connected_account_id)
      join risk_facts as charge on charge.connected_account_id = came.connected_account_id and charge.kind = 'charge'
        and charge.stripe_id = came.charge_id and charge.currency = came.currency
      where came.kind in ('refund', 'dispute') and not came.is_platform_made
        and came.occurred_at >= ${from} and came.occurred_at < ${to} and charge.occurred_at >= ${from} and charge.occurred_at < ${to}
    )
    select currency, category, 'account' as kind, null::text as week, null::int as age, count(distinct connected_account_id)::int as times,
      0::float8 as volume
    from charged group by 1, 2
    union all
    select currency, category, 'charge', week::text, null, sum(charges)::int, sum(charge_amount)::float8 from charged group by 1, 2, 4
    union all
    select currency, category, kind, week::text, age, count(*)::int, sum(amount)::float8 from back group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4, 5`);
  return { dataFrom, dataTo, groups: groupsOf(rows) };
}

function groupsOf(rows: readonly Row[]): RunOffGroup[] {
  return [...Map.groupBy(rows, ({ currency }) => currency)].flatMap(([currency, ofCurrency]) => [
    { currency, peerGroup: '*', ...groupOf(ofCurrency) },
    ...[...Map.groupBy(ofCurrency, ({ category }) => category)].flatMap(([category, ofBoth]) =>
      category === null ? [] : [{ currency, peerGroup: category, ...groupOf(ofBoth) }],
    ),
  ]);
}

const ofKind = (rows: readonly Row[], kind: Row['kind']): readonly Row[] =>
  rows.filter((row) => row.kind === kind);
const sum = (rows: readonly Row[], of: 'times' | 'volume'): number =>
  rows.reduce((total, row) => total + row[of], 0);

function groupOf(rows: readonly Row[]): Pick<RunOffGroup, 'accounts' | 'cohorts'> {
  const cohorts = [...Map.groupBy(rows, ({ week }) => week)].flatMap(([week, ofWeek]) => {
    const charged = ofKind(ofWeek, 'charge');
    if (week === null || charged.length === 0) return [];
    return [
      {
        endsAt: Date.parse(`${week}T00:00:00Z`) + 7 * DAY_MS,
        charges: sum(charged, 'times'),
        volume: sum(charged, 'volume'),
        back: ofWeek.flatMap(({ kind, age, times, volume }) =>
          (kind === 'refund' || kind === 'dispute') && age !== null
            ? [{ way: kind === 'refund' ? ('refunds' as const) : ('disputes' as const), age, times, volume }]
            : [],
        ),
      },
    ];
  });
  return { accounts: sum(ofKind(rows, 'account'), 'times'), cohorts };
}
