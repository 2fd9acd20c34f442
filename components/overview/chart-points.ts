import { formatDigits } from '#lib/money/format.ts';
import type { Currency } from '#lib/money/currency.ts';
import { money, subtract } from '#lib/money/money.ts';
import type { HeldMoneyDay, PayoutDay, UpcomingDay } from '#lib/overview/types.ts';
import { chartNumber } from '../charts/chart-number.ts';
import type { ChartPoint } from '../charts/types.ts';
import { formatDay } from '../ui/format-instant.ts';

const DAY_MS = 86_400_000;

/** `count` UTC days in a row, as `2026-11-20`. */
export function daysFrom(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, day) => new Date(start + day * DAY_MS).toISOString().slice(0, 10));
}

/** The `count` UTC days that end with `last`. */
export function daysBefore(last: string, count: number): string[] {
  const start = Date.parse(`${last}T00:00:00Z`) - (count - 1) * DAY_MS;
  return daysFrom(new Date(start).toISOString().slice(0, 10), count);
}

/** What arrived and what is still on its way, of what left on each day in one currency. Days without a payout count. */
export function moneyPoints(
  days: readonly string[],
  rows: readonly PayoutDay[],
  unit: Currency,
): ChartPoint[] {
  const none = money(0n, unit);
  return days.map((day) => {
    const row = rows.find((candidate) => candidate.day === day && candidate.currency === unit);
    const arrived = row?.arrived ?? none;
    const left = row?.left ?? none;
    const parts = [arrived, subtract(left, arrived)];
    return pointOf(
      day,
      parts.map(chartNumber),
      parts.map((part) => formatDigits(part)),
    );
  });
}

/** What was held at the end of each day in one currency: available, pending, reserved, and set aside where it is asked for. */
export function heldPoints(
  days: readonly string[],
  rows: readonly HeldMoneyDay[],
  unit: Currency,
  isSetAside: boolean,
): ChartPoint[] {
  const none = money(0n, unit);
  return days.map((day) => {
    const row = rows.find((candidate) => candidate.day === day && candidate.currency === unit);
    const parts = [row?.available ?? none, row?.pending ?? none, row?.reserved ?? none];
    if (isSetAside) parts.push(row?.setAside ?? none);
    return pointOf(
      day,
      parts.map(chartNumber),
      parts.map((part) => formatDigits(part)),
    );
  });
}

/** How many payouts of each day came back, in all currencies: a number of payouts, never a sum of money. */
export function failurePoints(days: readonly string[], rows: readonly PayoutDay[]): ChartPoint[] {
  return days.map((day) => {
    const failed = rows.reduce((sum, row) => (row.day === day ? sum + row.failedCount : sum), 0);
    return pointOf(day, [failed], [String(failed)]);
  });
}

/** What is expected at its bank on each day in one currency. */
export function upcomingPoints(
  days: readonly string[],
  rows: readonly UpcomingDay[],
  unit: Currency,
): ChartPoint[] {
  return days.map((day) => {
    const row = rows.find((candidate) => candidate.day === day && candidate.currency === unit);
    const amount = row?.amount ?? money(0n, unit);
    return pointOf(day, [chartNumber(amount)], [formatDigits(amount)]);
  });
}

/** The currency with the most payouts of the days shown; null when there was none. */
export function busiestCurrency(rows: readonly PayoutDay[]): Currency | null {
  const counts = new Map<Currency, number>();
  for (const row of rows) counts.set(row.currency, (counts.get(row.currency) ?? 0) + row.leftCount);
  const [busiest] = [...counts].sort((one, other) => other[1] - one[1]);
  return busiest?.[0] ?? null;
}

function pointOf(day: string, values: readonly number[], texts: readonly string[]): ChartPoint {
  const at = new Date(`${day}T00:00:00Z`);
  return { key: day, tick: String(at.getUTCDate()), label: formatDay(at, 'UTC'), values, texts };
}
