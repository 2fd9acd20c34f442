import { and, count, eq, gte, isNull, lt, max, min, notInArray, sql, sum } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { riskFlags } from '#drizzle/schema/risk-decisions.ts';
import { completenessCounters, eventGaps, stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { listInvariantStates } from '../ledger/invariant-queries.ts';
import { sumSellerMoney } from '../ledger/seller-money-queries.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { cappedCount, COUNT_MAX, type CappedCount } from '../paging.ts';
import { listAlarmCauses } from './alarm-queries.ts';
import { readSecondHalves } from './second-halves.ts';
import type { CurrencyLine, NeedFacts, ShellStatus } from './types.ts';

/** A bank returns most failed payouts within five business days; older ones are found in the list of payouts. */
const FAILED_PAYOUT_DAYS = 7;

/**
 * Counts what may need a person. Each count reads a partial index and stops at `COUNT_MAX`.
 * @param status what the frame around it has counted already: it says the same of the same moment
 */
export async function readNeedFacts(
  ctx: Context,
  status: Pick<ShellStatus, 'toDecide' | 'retryingEvents'>,
): Promise<NeedFacts> {
  authorize(ctx, 'overview.read');
  const since = new Date(ctx.now.getTime() - FAILED_PAYOUT_DAYS * 86_400_000);
  const [
    anomalies,
    secondHalves,
    failedEvents,
    alarms,
    incompleteDays,
    openGaps,
    invariants,
    failedPayouts,
    restrictedAccounts,
  ] = await Promise.all([
    countUpToMax(
      riskFlags,
      and(
        eq(riskFlags.state, 'open'),
        sql`(${riskFlags.snoozedUntil} is null or ${riskFlags.snoozedUntil} <= now())`,
      ),
    ),
    readSecondHalves(ctx),
    readFailedEvents(),
    listAlarmCauses(ctx),
    readIncompleteDays(),
    readOpenGaps(),
    listInvariantStates(ctx),
    countUpToMax(payouts, and(eq(payouts.status, 'failed'), gte(payouts.occurredAt, since))),
    countUpToMax(connectedAccounts, eq(connectedAccounts.lifecycle, 'restricted')),
  ]);
  return {
    toDecide: status.toDecide,
    anomalies,
    secondHalves,
    failedEvents,
    retryingEvents: status.retryingEvents,
    alarms,
    incompleteDays,
    openGaps,
    brokenInvariants: invariants.flatMap(({ name, promise, standing, decidedBy }) =>
      standing === 'broken' && decidedBy !== null
        ? [{ name, promise, findingCount: decidedBy.findingCount, ranAt: decidedBy.ranAt }]
        : [],
    ),
    staleInvariants: invariants.filter(({ standing }) => standing === 'stale').map(({ name }) => name),
    failedPayouts,
    restrictedAccounts,
  };
}

async function countUpToMax(table: PgTable, condition: ReturnType<typeof and>): Promise<CappedCount> {
  const found = database()
    .select({ one: sql`1`.as('one') })
    .from(table)
    .where(condition)
    .limit(COUNT_MAX + 1)
    .as('found');
  const [row] = await database().select({ count: count() }).from(found);
  return cappedCount(row?.count ?? 0);
}

async function readFailedEvents(): Promise<NeedFacts['failedEvents']> {
  const [row] = await database().execute<{ failed: number; fewest: number | null; most: number | null }>(sql`
    select count(*)::int as failed, min(attempts) as fewest, max(attempts) as most
    from (select attempts from ${stripeEvents} where state = 'failed' limit ${COUNT_MAX + 1}) as found`);
  return { ...cappedCount(row?.failed ?? 0), attempts: [row?.fewest ?? 0, row?.most ?? 0] };
}

async function readIncompleteDays(): Promise<NeedFacts['incompleteDays']> {
  const isIncomplete = lt(completenessCounters.stored, completenessCounters.listed);
  const [days, [oldest]] = await Promise.all([
    countUpToMax(completenessCounters, isIncomplete),
    database()
      .select({ day: min(completenessCounters.day) })
      .from(completenessCounters)
      .where(isIncomplete),
  ]);
  return { count: days, oldestDay: oldest?.day ?? null };
}

async function readOpenGaps(): Promise<NeedFacts['openGaps']> {
  const [row] = await database()
    .select({
      count: count(),
      eventsMissed: sum(eventGaps.eventsMissed).mapWith(Number),
      newestEndsAt: max(eventGaps.endsAt),
    })
    .from(eventGaps)
    .where(isNull(eventGaps.filledAt));
  return {
    count: row?.count ?? 0,
    eventsMissed: row?.eventsMissed ?? 0,
    newestEndsAt: row?.newestEndsAt ?? null,
  };
}

/**
 * What the connected accounts own and what left, per currency in alphabetical order.
 * @param dayStart where today begins in the reader's zone
 */
export async function readMoneyByCurrency(ctx: Context, dayStart: Date): Promise<CurrencyLine[]> {
  authorize(ctx, 'overview.read');
  const [held, left] = await Promise.all([
    sumSellerMoney(ctx),
    database()
      .select({
        currency: payouts.currency,
        amount: sum(payouts.amount).mapWith(BigInt),
        count: count(),
      })
      .from(payouts)
      .where(
        and(
          gte(payouts.occurredAt, dayStart),
          notInArray(payouts.status, ['failed', 'canceled']),
          sql`${payouts.connectedAccountId} <> ${PLATFORM}`,
        ),
      )
      .groupBy(payouts.currency),
  ]);
  const leftBy = new Map(left.map((row) => [row.currency, row]));
  const heldBy = new Map(held.map((row) => [row.currency, row]));
  return [...new Set([...heldBy.keys(), ...leftBy.keys()])].sort().map((code) => {
    const unit = currency(code);
    const books = heldBy.get(code);
    const gone = leftBy.get(code);
    return {
      currency: unit,
      available: money(books?.available ?? 0n, unit),
      pending: money(books?.pending ?? 0n, unit),
      reserved: money(books?.reserved ?? 0n, unit),
      setAside: money(books?.setAside ?? 0n, unit),
      onItsWay: money(books?.onItsWay ?? 0n, unit),
      leftToday: money(gone?.amount ?? 0n, unit),
      leftTodayCount: gone?.count ?? 0,
    };
  });
}
