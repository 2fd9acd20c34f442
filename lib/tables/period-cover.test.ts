import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverPeriods, type Span } from './period-cover.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2023-11-20T00:00:00Z');
const HOURS = 24 * 500;

const instant = fc
  .integer({ min: 0, max: HOURS })
  .map((hour) => new Date(START + hour * HOUR_MS).toISOString());
const bound = fc.option(instant, { freq: 6 });

const within = (value: string, { from, before }: Span): boolean =>
  (from === null || value >= from) && (before === null || value < before);

test.each(['day', 'month'] as const)(
  'every instant of a range is covered once, none outside, by %ss',
  (smallest) => {
    fc.assert(
      fc.property(bound, bound, instant, (from, before, at) => {
        const { months, days, instants } = coverPeriods(from, before, smallest);
        const day = at.slice(0, 10);
        const month = `${at.slice(0, 7)}-01`;
        const covers =
          months.filter((span) => within(month, span)).length +
          days.filter((span) => within(day, span)).length +
          instants.filter((span) => within(at, span)).length;
        expect(covers).toBe(within(at, { from, before }) ? 1 : 0);
        if (smallest === 'month') expect(days).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  },
);

test('no more is counted one by one than the ends of a range', () => {
  const { instants } = coverPeriods('2024-01-15T22:00:00.000Z', '2024-03-09T22:00:00.000Z', 'day');
  expect(instants).toEqual([
    { from: '2024-01-15T22:00:00.000Z', before: '2024-01-16T00:00:00.000Z' },
    { from: '2024-03-09T00:00:00.000Z', before: '2024-03-09T22:00:00.000Z' },
  ]);
  expect(coverPeriods(null, null, 'day')).toEqual({
    months: [{ from: null, before: null }],
    days: [],
    instants: [],
  });
});
