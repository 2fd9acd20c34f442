import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';

/** Whose facts are looked at, and when: what happened later or was learned later is not seen. */
export type RiskMoment = { connectedAccountId: string; currency: string; at: Date };

/** What happened in one stretch of time; amounts in minor units. Refunds are without those that the platform made. */
export type RiskCounts = {
  charges: number;
  chargeAmount: bigint;
  declines: number;
  highRisk: number;
  refunds: number;
  refundAmount: bigint;
  disputes: number;
  disputeAmount: bigint;
};

const WINDOWS = ['1h', '24h', '7d', '30d'] as const;
export type RiskWindow = (typeof WINDOWS)[number];

export type RiskHistory = {
  /** The last hour is exact; the longer ones are the hour (of 30 days: the day) under way and the whole ones before it. */
  windows: Record<RiskWindow, RiskCounts>;
  /** Whole UTC days, oldest first, none of the last 72 hours: an attack cannot teach itself in. Each day from the first with a fact on. */
  baselineDays: RiskCounts[];
  /** The first of them. */
  since: Date | null;
};

/** Days that a baseline may know of; what is older has decayed to nothing. */
const BASELINE_DAYS = 120;
const LAG_HOURS = 72;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const NOTHING: RiskCounts = {
  charges: 0,
  chargeAmount: 0n,
  declines: 0,
  highRisk: 0,
  refunds: 0,
  refundAmount: 0n,
  disputes: 0,
  disputeAmount: 0n,
};

/** A column of the counters: of a single fact, what it adds to it. */
const COLUMNS: readonly [name: string, ofFact: string][] = [
  ['charges', "(kind = 'charge')::int"],
  ['charge_amount', "case when kind = 'charge' then amount else 0 end"],
  ['declines', "(kind = 'decline')::int"],
  [
    'high_risk',
    "(kind in ('charge', 'decline') and coalesce(risk_level in ('elevated', 'highest'), false))::int",
  ],
  ['refunds', "(kind = 'refund' and not is_platform_made)::int"],
  ['refund_amount', "case when kind = 'refund' and not is_platform_made then amount else 0 end"],
  ['disputes', "(kind = 'dispute')::int"],
  ['dispute_amount', "case when kind = 'dispute' then amount else 0 end"],
];
const NAMES = sql.raw(COLUMNS.map(([name]) => name).join());
const OF_FACT = sql.raw(COLUMNS.map(([name, ofFact]) => `${ofFact} as ${name}`).join());
const WITHOUT_FACT = sql.raw(COLUMNS.map(([name, ofFact]) => `-(${ofFact}) as ${name}`).join());
const SUMS = sql.raw(COLUMNS.map(([name]) => `coalesce(sum(${name}), 0)::bigint as ${name}`).join());

type Row = { part: string; day: string | null } & Record<
  | 'charges'
  | 'charge_amount'
  | 'declines'
  | 'high_risk'
  | 'refunds'
  | 'refund_amount'
  | 'disputes'
  | 'dispute_amount',
  bigint
>;

function countsOf(row: Row): RiskCounts {
  return {
    charges: Number(row.charges),
    chargeAmount: row.charge_amount,
    declines: Number(row.declines),
    highRisk: Number(row.high_risk),
    refunds: Number(row.refunds),
    refundAmount: row.refund_amount,
    disputes: Number(row.disputes),
    disputeAmount: row.dispute_amount,
  };
}

const iso = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * What the counters said at that moment. Whole hours and days come from the counters, less what was learned after the
 * moment; the hour under way comes from the facts.
 */
export async function readRiskHistory(
  db: Transaction | Database,
  { connectedAccountId, currency, at }: RiskMoment,
): Promise<RiskHistory> {
  const now = at.getTime();
  const hour = now - (now % HOUR_MS);
  const today = now - (now % DAY_MS);
  const hoursFrom = hour - 167 * HOUR_MS;
  const firstDay = today - BASELINE_DAYS * DAY_MS;
  const baselineEnd = now - LAG_HOURS * HOUR_MS - ((now - LAG_HOURS * HOUR_MS) % DAY_MS);
  const ofAccount = sql`connected_account_id = ${connectedAccountId} and currency = ${currency}`;
  const rows = await executeSet<Row>(
    db,
    sql`
    with fact as materialized (
      select occurred_at, ${OF_FACT} from risk_facts
      where ${ofAccount} and kind in ('charge', 'decline', 'refund', 'dispute')
        and occurred_at > ${iso(now - HOUR_MS)} and occurred_at <= ${iso(now)} and learned_at <= ${iso(now)}
    ), late as materialized (
      select occurred_at, ${WITHOUT_FACT} from risk_facts
      where ${ofAccount} and is_late and learned_at > ${iso(now)} and kind in ('charge', 'decline', 'refund', 'dispute')
        and occurred_at >= ${iso(firstDay)} and occurred_at < ${iso(hour)}
    ), hours as (
      select hour as start, ${NAMES} from risk_hour_counters where ${ofAccount} and hour >= ${iso(hoursFrom)} and hour < ${iso(hour)}
      union all select * from late where occurred_at >= ${iso(hoursFrom)}
      union all select * from fact where occurred_at >= ${iso(hour)}
    ), days as (
      select day::timestamp at time zone 'UTC' as start, ${NAMES} from risk_day_counters
      where ${ofAccount} and day >= (${iso(firstDay)} at time zone 'UTC')::date and day < (${iso(today)} at time zone 'UTC')::date
      union all select * from late where occurred_at < ${iso(today)}
    )
    select '1h' as part, null as day, ${SUMS} from fact
    union all select '24h', null, ${SUMS} from hours where start >= ${iso(hour - 23 * HOUR_MS)}
    union all select '7d', null, ${SUMS} from hours
    union all select '30d', null, ${SUMS} from (
      select * from hours where start >= ${iso(today)} union all select * from days where start >= ${iso(today - 29 * DAY_MS)}) as month
    union all select 'day', to_char(start at time zone 'UTC', 'YYYY-MM-DD') as day, ${SUMS} from days
      where start < ${iso(baselineEnd)}
      group by 2`,
  );
  const ofPart = new Map(rows.map((row) => [row.day ?? row.part, countsOf(row)]));
  const windows = Object.fromEntries(
    WINDOWS.map((window) => [window, ofPart.get(window) ?? NOTHING]),
  ) as RiskHistory['windows']; // one for each window, two lines above
  const first = firstDayWith(rows);
  return {
    windows,
    baselineDays: first === null ? [] : wholeDays(first, ofPart, baselineEnd),
    since: first === null ? null : new Date(first),
  };
}

/** A day of which all was learned later is none. */
function firstDayWith(rows: readonly Row[]): number | null {
  const [first] = rows
    .filter((row) => row.day !== null && Object.values(countsOf(row)).some((count) => Number(count) !== 0))
    .flatMap(({ day }) => day ?? [])
    .sort();
  return first === undefined ? null : Date.parse(first);
}

/** Every day from the first with a fact to the last before the lag, those without any included. */
function wholeDays(first: number, ofPart: ReadonlyMap<string, RiskCounts>, end: number): RiskCounts[] {
  const days: RiskCounts[] = [];
  for (let day = first; day < end; day += DAY_MS)
    days.push(ofPart.get(new Date(day).toISOString().slice(0, 10)) ?? NOTHING);
  return days;
}
