import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

const draw = (seed: number, count: number): number[] => Array.from({ length: count }, seededRandom(seed));

it('a seed is a sequence, the same in every process and version', () => {
  expect(draw(1, 3)).toEqual(draw(1, 3));
  expect(draw(1, 3)).toMatchInlineSnapshot(`
    [
      0.4684900725260377,
      0.4359325869008899,
      0.39758921484462917,
    ]
  `);
});

it('neighbouring seeds and seeds above 32 bits differ', () => {
  const firsts = [0, 1, 2, 2 ** 32, 2 ** 32 + 1].map((seed) => draw(seed, 1)[0]);
  expect(new Set(firsts).size).toBe(firsts.length);
});

it('numbers are uniform from 0 to 1', () => {
  const bins = new Array<number>(16).fill(0);
  for (const value of draw(7, 16_000)) bins[Math.floor(value * 16)] = (bins[Math.floor(value * 16)] ?? 0) + 1;
  const chiSquare = bins.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  expect(chiSquare).toBeLessThan(37.7); // 15 degrees of freedom: one honest generator in a thousand fails
});
