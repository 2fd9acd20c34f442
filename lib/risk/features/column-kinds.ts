import { currency as currencyOf, stripeDecimals } from '../../money/currency.ts';
import type { AttemptShapes } from './attempt-shapes.ts';
import type { RiskCounts, RiskHistory, RiskWindow } from './counts.ts';
import type { LargestCharges } from './largest-charges.ts';
import type { PaidAndWarned } from './paid-and-warned.ts';
import type { RecentAttempts } from './recent-attempts.ts';
import type { RiskMoment } from './risk-reading.ts';
import type { RiskStanding } from './standing.ts';

/** What was read of an account and currency as of a moment. */
export type Seen = {
  history: RiskHistory;
  recent: RecentAttempts;
  standing: RiskStanding;
  beside: PaidAndWarned;
};

/** The same, with what all columns share, worked out once. */
export type Given = RiskMoment &
  Seen & {
    usual: RiskCounts;
    usualDays: number;
    shapes: AttemptShapes;
    /** Of the recent payments, those of the last 24 hours. */
    dayShapes: AttemptShapes;
    largest: LargestCharges;
  };

/** `name` is for people; shares are from 0 to 1. */
export type Column = { name: string; of: (given: Given) => number };

/** No share of nothing: without trials there is no sign of anything. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Whole units of the currency. A number for a model: it is never money again. */
export function units(amount: bigint, { currency }: RiskMoment): number {
  return Number(amount) / 10 ** stripeDecimals(currencyOf(currency));
}

const DAY_MS = 86_400_000;

/** On a logarithmic scale, because a tenth day tells more than a hundredth; unknown is as old as can be. */
export function age(since: Date | null, { at }: RiskMoment): number {
  return since === null ? 10 : Math.log1p(Math.max(0, at.getTime() - since.getTime()) / DAY_MS);
}

/** How many times the usual, as a logarithm: 0 as usual, 0.7 twice. One event of each is added, so that few say little. */
export function againstUsual(part: number, trials: number, usualPart: number, usualTrials: number): number {
  const expected = share(usualPart + 0.5, usualTrials + 10) * trials;
  return Math.log((part + 1) / (expected + 1));
}

export const IN_WORDS: Record<RiskWindow, string> = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
};

/** Something of each window. */
export type Measure = { name: string; of: (counts: RiskCounts, given: Given, days: number) => number };

/** Payments that were tried. */
export const attempts = ({ charges, declines }: RiskCounts): number => charges + declines;

const DAYS: Record<RiskWindow, number> = { '1h': 1 / 24, '24h': 1, '7d': 7, '30d': 30 };

/** The columns of one window, by the measure's key and the window. */
export function inWindow<Key extends string, Window extends RiskWindow>(
  measures: Readonly<Record<Key, Measure>>,
  window: Window,
): Record<`${Key}_${Window}`, Column> {
  const columns = Object.entries<Measure>(measures).map(([key, { name, of }]): [string, Column] => [
    `${key}_${window}`,
    {
      name: `${name}, ${IN_WORDS[window]}`,
      of: (given) => of(given.history.windows[window], given, DAYS[window]),
    },
  ]);
  return Object.fromEntries(columns) as Record<`${Key}_${Window}`, Column>; // each key is made one line above
}
