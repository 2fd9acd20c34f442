import { expect, it } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PayoutDay } from '#lib/overview/types.ts';
import {
  busiestCurrency,
  daysFrom,
  failurePoints,
  heldPoints,
  moneyPoints,
  upcomingPoints,
} from './chart-points.ts';

function day(on: string, code: string, left: bigint, arrived: bigint, failedCount = 0): PayoutDay {
  const unit = currency(code);
  return {
    day: on,
    currency: unit,
    left: money(left, unit),
    arrived: money(arrived, unit),
    leftCount: 1,
    failedCount,
  };
}

const DAYS = daysFrom('2026-02-27', 3);
const ROWS = [
  day('2026-02-27', 'jpy', 5000n, 5000n),
  day('2026-02-28', 'jpy', 5000n, 1200n, 2),
  day('2026-02-28', 'kwd', 1234n, 0n, 1),
];

it('draws each day of the month, with those on which nothing left', () => {
  expect(DAYS).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  const points = moneyPoints(DAYS, ROWS, currency('jpy'));
  expect(points.map(({ texts }) => texts)).toEqual([
    ['5,000', '0'],
    ['1,200', '3,800'],
    ['0', '0'],
  ]);
  expect(points.map(({ values }) => values)).toEqual([
    [5000, 0],
    [1200, 3800],
    [0, 0],
  ]);
  expect(points.map(({ tick }) => tick)).toEqual(['27', '28', '1']);
});

it('keeps each currency’s own decimals and never lets one into another’s chart', () => {
  expect(moneyPoints(DAYS, ROWS, currency('kwd'))[1]).toMatchObject({
    values: [0, 1.234],
    texts: ['0.000', '1.234'],
  });
  const kwd = currency('kwd');
  const upcoming = [
    { day: '2026-02-27', currency: kwd, amount: money(1500n, kwd), count: 1 },
    { day: '2026-02-27', currency: currency('jpy'), amount: money(9n, currency('jpy')), count: 1 },
  ];
  expect(upcomingPoints(DAYS, upcoming, kwd).map(({ texts }) => texts[0])).toEqual([
    '1.500',
    '0.000',
    '0.000',
  ]);
});

it('counts what came back in all currencies, as payouts', () => {
  expect(failurePoints(DAYS, ROWS).map(({ values }) => values[0])).toEqual([0, 3, 0]);
});

it('begins with the currency that has the most payouts', () => {
  expect(busiestCurrency(ROWS)).toBe('jpy');
  expect(busiestCurrency([])).toBeNull();
});

it('draws what each day held, in the parts of the table, and what is set aside only where there is any', () => {
  const jpy = currency('jpy');
  const held = (on: string, parts: readonly [bigint, bigint, bigint, bigint]) => {
    const [available, pending, reserved, setAside] = parts.map((amount) => money(amount, jpy));
    if (!available || !pending || !reserved || !setAside) throw new Error('four parts');
    return { day: on, currency: jpy, available, pending, reserved, setAside };
  };
  const rows = [held('2026-02-27', [5000n, 10n, 0n, 0n]), held('2026-02-28', [-20n, 10n, 900n, 7n])];
  expect(heldPoints(DAYS, rows, jpy, true).map(({ texts, values }) => [texts, values])).toEqual([
    [
      ['5,000', '10', '0', '0'],
      [5000, 10, 0, 0],
    ],
    [
      ['−20', '10', '900', '7'],
      [-20, 10, 900, 7],
    ],
    [
      ['0', '0', '0', '0'],
      [0, 0, 0, 0],
    ],
  ]);
  expect(heldPoints(DAYS, rows, jpy, false)[1]?.texts).toEqual(['−20', '10', '900']);
});
