import { expect, it } from 'vitest';
import { populationStability } from './population-stability.ts';
import { seededRandom } from './seeded-random.ts';

const draw = (seed: number, shift: number, rows = 5_000): Float64Array =>
  Float64Array.from({ length: rows }, seededRandom(seed)).map((value) => value + shift);

it('values of the same kind are calm, moved ones drift', () => {
  expect(populationStability(draw(1, 0), draw(2, 0))).toBeLessThan(0.02);
  expect(populationStability(draw(1, 0), draw(2, 0.3))).toBeGreaterThan(0.2);
});

it('of ten equal groups whose lowest half left for the highest, by hand', () => {
  // Four tenths stay; of the shares .1 and .2 against .1 and .0, each to within half a row in a thousand.
  const expected = Float64Array.from({ length: 10_000 }, (_, row) => row);
  const actual = expected.map((value) => (value < 5_000 ? value + 5_000 : value));
  const empty = 0.5 / 10_005;
  const byHand = 5 * (empty - 0.1) * Math.log(empty / 0.1) + 5 * (0.2 - 0.1) * Math.log(2);
  expect(populationStability(expected, actual)).toBeCloseTo(byHand, 2);
});

it('of a constant that stays is nothing, and of one that changed is finite', () => {
  const constant = new Float64Array(100).fill(3);
  expect(populationStability(constant, constant)).toBe(0);
  const changed = populationStability(constant, new Float64Array(100).fill(2));
  expect(changed).toBeGreaterThan(0.2);
  expect(Number.isFinite(changed)).toBe(true);
});
