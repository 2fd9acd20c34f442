import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { binsOf, tailAwareCuts } from './tail-aware-cuts.ts';

describe('tail-aware cuts', () => {
  const random = seededRandom(1);
  const heavy = Float64Array.from(
    { length: 100_000 },
    () => (random() < 0.5 ? -1 : 1) * Math.exp(6 * random() ** 3),
  );
  const cuts = tailAwareCuts(heavy);
  const rowsAbove = (cut: number): number => heavy.reduce((sum, value) => sum + (value > cut ? 1 : 0), 0);

  it('are at most 255, ascending', () => {
    expect(cuts.length).toBeLessThanOrEqual(255);
    expect(cuts.length).toBeGreaterThan(200);
    expect([...cuts]).toEqual([...new Set(cuts)].toSorted((a, b) => a - b));
  });

  it('part the last rows of both tails one by one, where quantiles of 100,000 rows leave hundreds together', () => {
    const above = [...cuts.slice(-8)].map(rowsAbove).toReversed();
    const below = [...cuts.slice(0, 8)].map((cut) => heavy.length - rowsAbove(cut));
    for (const counts of [above, below]) {
      expect(counts[0]).toBe(1);
      expect(counts[1]).toBe(2);
      expect(counts[7]).toBeLessThan(20);
    }
  });

  it('keep the crowd apart too: no bin holds more than a hundredth and a half', () => {
    const counts = new Array<number>(256).fill(0);
    for (const bin of binsOf(heavy, cuts)) counts[bin] = (counts[bin] ?? 0) + 1;
    expect(Math.max(...counts)).toBeLessThan(0.015 * heavy.length);
  });

  it('stand between all values of a column that has few', () => {
    expect([...tailAwareCuts(Float64Array.of(3, 1, 1, 2, 3))]).toEqual([1.5, 2.5]);
    expect([...tailAwareCuts(Float64Array.of(4, 4))]).toEqual([]);
  });

  it('part neighbours that no number lies between', () => {
    const next = 1 + Number.EPSILON;
    expect([...binsOf(Float64Array.of(1, next), tailAwareCuts(Float64Array.of(1, next)))]).toEqual([0, 1]);
  });

  it('say the same of a value as its bin does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          const column = Float64Array.from(values);
          const found = tailAwareCuts(column);
          for (const [row, bin] of binsOf(column, found).entries())
            for (const [at, cut] of found.entries()) expect(bin <= at).toBe((column[row] ?? 0) <= cut);
        },
      ),
    );
  });
});
