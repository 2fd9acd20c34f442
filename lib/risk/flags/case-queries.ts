import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import type { LinkedAccount, RiskCase, RiskFlagDetail, RiskFlagRow, RiskSign, StreamDay } from '../types.ts';
import { getRiskFlag } from './detail-queries.ts';
import { readFlagsWhere } from './queries.ts';
import { readPeerComparison } from './read-peer-comparison.ts';

/** Streams that are counted by day, and the columns of the counters that they are. */
const COUNTERS = {
  refunds: { hits: 'refunds', trials: 'charges' },
  disputes: { hits: 'disputes', trials: 'charges' },
  highRisk: { hits: 'high_risk', trials: 'charges + declines' },
  declines: { hits: 'declines', trials: 'charges + declines' },
} as const;

/** As many days as a person compares at a glance. */
const DAYS = 30;
const LINKED_MAX = 10;
const PAST_MAX = 10;
/** Cards of the newest payments that other accounts are asked about. */
const CARDS_MAX = 200;

/** One flag with what somebody needs to decide about it: its stream by day, the account's past, whom it shares with, what waits. */
export async function readRiskCase(ctx: Context, riskFlagId: string): Promise<RiskCase> {
  authorize(ctx, 'risk.read');
  const flag = await getRiskFlag(ctx, riskFlagId);
  const [days, past, linked, peers, waiting, standing, next] = await Promise.all([
    readStreamDays(flag),
    readPast(flag),
    readLinked(flag),
    readPeerComparison(flag.riskAssessmentId),
    readWaiting(flag),
    readStanding(flag),
    readNext(flag),
  ]);
  return { flag, ...days, past, linked, peers, waiting, ...standing, nextId: next };
}

/** Who tries stolen cards is refused: an alarm of that comes before one of what came of it. */
const tells = ({ cause }: RiskFlagDetail, { stream, ofAlarm }: RiskSign): number =>
  Number(cause === 'card_testing' && stream === 'declines' && ofAlarm >= 1);

/** The sign that says what the cause is, where it stands out; else what stands out most among those that are counted by day. */
async function readStreamDays(
  flag: RiskFlagDetail,
): Promise<Pick<RiskCase, 'stream' | 'usualShare' | 'days'>> {
  const sign = flag.signs
    .filter(({ stream, window }) => stream in COUNTERS && window > 0)
    .toSorted((a, b) => tells(flag, b) - tells(flag, a) || b.ofAlarm - a.ofAlarm)[0];
  if (sign === undefined) return { stream: null, usualShare: 0, days: [] };
  const { hits, trials } = COUNTERS[sign.stream as keyof typeof COUNTERS]; // asked for above
  const rows = await database().execute<{ day: string; hits: number; trials: number }>(sql`
    select to_char(day, 'YYYY-MM-DD') as day, coalesce(counted.hits, 0)::int as hits, coalesce(counted.trials, 0)::int as trials
    from generate_series((${flag.decidedAt.toISOString()}::timestamptz at time zone 'UTC')::date - ${DAYS - 1}::int,
      (${flag.decidedAt.toISOString()}::timestamptz at time zone 'UTC')::date, interval '1 day') as span (day)
    left join lateral (
      select sum(${sql.raw(hits)}) as hits, sum(${sql.raw(trials)}) as trials from risk_day_counters as counter
      where counter.connected_account_id = ${flag.connectedAccountId} and counter.currency = ${flag.exposure.currency}
        and counter.day = span.day::date
    ) as counted on true
    order by 1`);
  const usualShare = sign.expected / sign.window;
  const days = rows.map((row): StreamDay => ({ ...row, usual: Math.max(row.trials, row.hits) * usualShare }));
  return { stream: sign.stream, usualShare, days };
}

/** Earlier flags of the account, in any currency. */
async function readPast(flag: RiskFlagRow): Promise<RiskFlagRow[]> {
  return readFlagsWhere(
    sql`flag.connected_account_id = ${flag.connectedAccountId} and flag.risk_flag_id <> ${flag.riskFlagId}`,
    sql`order by flag.opened_at desc, flag.risk_flag_id limit ${PAST_MAX}`,
  );
}

/** Accounts that are paid out to the same bank account, or whose customers pay with the same cards. */
async function readLinked(flag: RiskFlagDetail): Promise<LinkedAccount[]> {
  const rows = await database().execute<{
    id: string;
    name: string | null;
    by: LinkedAccount['by'];
    shared: number;
    flags: number;
  }>(sql`
    with cards as materialized (
      select distinct card_hash from (
        select card_hash from risk_facts where connected_account_id = ${flag.connectedAccountId} and kind in ('charge', 'decline')
          and card_hash is not null and occurred_at > ${flag.decidedAt.toISOString()}::timestamptz - interval '30 days'
        order by occurred_at desc limit ${CARDS_MAX}) as newest
    ), links as (
      select other.connected_account_id as id, 'destination' as by, count(distinct other.fingerprint)::int as shared
      from external_accounts as own join external_accounts as other
        on other.fingerprint = own.fingerprint and other.connected_account_id <> own.connected_account_id
      where own.connected_account_id = ${flag.connectedAccountId} and own.fingerprint is not null
      group by 1
      union all
      select seen.connected_account_id, 'card', count(distinct seen.value)::int
      from cards join risk_seen as seen on seen.kind = 'card' and seen.value = cards.card_hash
      where seen.connected_account_id not in (${flag.connectedAccountId}, 'platform')
      group by 1
    )
    select links.id, account.display_name as name, links.by, links.shared,
      (select count(*)::int from risk_flags as flagged where flagged.connected_account_id = links.id and flagged.state <> 'closed') as flags
    from links left join connected_accounts as account on account.connected_account_id = links.id
    order by links.by desc, links.shared desc, links.id limit ${LINKED_MAX}`);
  return rows.map(({ id, name, by, shared, flags }) => ({
    connectedAccountId: id,
    accountName: name ?? id,
    by,
    shared,
    openFlags: flags,
  }));
}

/** Payouts that were asked for and have not left: what stays while it is held, and leaves again when it is released. */
async function readWaiting({ connectedAccountId, exposure }: RiskFlagRow): Promise<RiskCase['waiting']> {
  const [row] = await database().execute<{ count: number; approved: number; sum: string }>(sql`
    select count(*)::int as count, (count(*) filter (where state = 'approved'))::int as approved, coalesce(sum(amount), 0)::text as sum
    from payout_requests
    where connected_account_id = ${connectedAccountId} and currency = ${exposure.currency} and state in ('in_review', 'approved')`);
  return {
    count: row?.count ?? 0,
    approved: row?.approved ?? 0,
    sum: money(BigInt(row?.sum ?? 0), currencyCode(exposure.currency)),
  };
}

async function readStanding({
  riskFlagId,
}: RiskFlagRow): Promise<Pick<RiskCase, 'owner' | 'escalatedAt' | 'hold'>> {
  const [row] = await database().execute<{
    owner_id: string | null;
    owner_name: string | null;
    escalated_at: string | null;
    hold_state: string | null;
    keeps: number | null;
  }>(sql`
    select flag.owner_id, coalesce(person.name, flag.owner_id) as owner_name, flag.escalated_at::text, hold.state as hold_state,
      hold.keeps_percent as keeps
    from risk_flags as flag left join operators as person on person.operator_id = flag.owner_id
    left join holds as hold using (hold_id)
    where flag.risk_flag_id = ${riskFlagId}`);
  return {
    owner: row?.owner_id == null ? null : { operatorId: row.owner_id, name: row.owner_name ?? row.owner_id },
    escalatedAt: row?.escalated_at == null ? null : new Date(row.escalated_at),
    hold:
      row?.hold_state == null || row.keeps === null
        ? null
        : { state: row.hold_state, keepsPercent: row.keeps },
  };
}

/** The next flag that waits for a person and is not put aside, by when it was opened; round to the first at the end. */
async function readNext({ riskFlagId, openedKey }: RiskFlagRow): Promise<string | null> {
  const [row] = await database().execute<{ id: string }>(sql`
    select risk_flag_id as id from risk_flags
    where state = 'open' and risk_flag_id <> ${riskFlagId} and (snoozed_until is null or snoozed_until <= now())
    order by (opened_at, risk_flag_id) < (${openedKey}::timestamptz, ${riskFlagId}) desc, opened_at desc, risk_flag_id desc limit 1`);
  return row?.id ?? null;
}
