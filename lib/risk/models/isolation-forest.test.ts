import { describe, expect, it } from 'vitest';
import { averagePath } from './average-path.ts';
import { fitIsolationForest } from './fit-isolation-forest.ts';
import { isolationContributions, isolationScores } from './isolation-forest.ts';
import { auroc } from './ranking.ts';
import { seededRandom } from './seeded-random.ts';

const ROWS = 2_000;
const COLUMNS = 4;
const CONSTANT = 3;
const ODD = 1;

/** A bell-shaped crowd in three columns, the fourth always 7; every fiftieth row stands out in column 1 alone. */
function crowd(): { x: Float64Array; isOdd: Uint8Array } {
  const random = seededRandom(11);
  const bell = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const x = new Float64Array(ROWS * COLUMNS);
  const isOdd = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    isOdd[row] = row % 50 === 0 ? 1 : 0;
    x.set([bell(), isOdd[row] === 1 ? 6 + bell() : bell(), bell(), 7], row * COLUMNS);
  }
  return { x, isOdd };
}

describe('average path', () => {
  it.each([2, 3, 10, 256])('of %i points is 2 H(n-1) - 2 (n-1)/n', (size) => {
    const harmonic = Array.from({ length: size - 1 }, (_, index) => 1 / (index + 1)).reduce(
      (a, b) => a + b,
      0,
    );
    // The logarithm stands for the harmonic number, as in the paper: within 1/(2 (n-1)) of it.
    expect(Math.abs(averagePath(size) - (2 * harmonic - (2 * (size - 1)) / size))).toBeLessThan(
      1.01 / (size - 1),
    );
  });

  it('of one point is nothing', () => {
    expect(averagePath(1)).toBe(0);
  });
});

describe('isolation forest', () => {
  const { x, isOdd } = crowd();
  const forest = fitIsolationForest(x, ROWS, COLUMNS, { seed: 5 });
  const scores = isolationScores(forest, x, ROWS);

  it('ranks rows that stand out above the crowd, and ordinary ones at half', () => {
    expect(auroc(scores, isOdd)).toBeGreaterThan(0.97);
    const median = scores.toSorted()[ROWS / 2] ?? NaN;
    expect(median).toBeGreaterThan(0.4);
    expect(median).toBeLessThan(0.5);
  });

  it('is the same forest for the same seed and another for another', () => {
    expect(fitIsolationForest(x, ROWS, COLUMNS, { seed: 5 })).toEqual(forest);
    expect(fitIsolationForest(x, ROWS, COLUMNS, { seed: 6 })).not.toEqual(forest);
  });

  it('grows a hundred trees of 256 rows each, whatever the number of rows', () => {
    const { roots, feature, value } = forest.nodes;
    expect(roots.length).toBe(100);
    const ends = [...roots.slice(1), feature.length];
    expect(Math.max(...ends.map((end, tree) => end - (roots[tree] ?? 0)))).toBeLessThanOrEqual(2 * 256 - 1);
    const mean = roots.reduce((sum, root) => sum + (value[root] ?? NaN), 0) / roots.length;
    expect(Math.abs(mean - averagePath(256))).toBeLessThan(3); // of 2,000 rows it would be 4 more
  });

  it('never cuts at a constant', () => {
    expect(forest.nodes.feature.includes(CONSTANT)).toBe(false);
    const constant = fitIsolationForest(new Float64Array(20).fill(3), 10, 2, { seed: 1 });
    expect(isolationScores(constant, new Float64Array([3, 3]), 1)[0]).toBeCloseTo(0.5, 12);
  });

  it('gives each tree rows of its own until all were seen', () => {
    // Two trees of two out of four rows: with its own rows each, the four path lengths of a row pair cannot all be those
    // of one pair. Values are powers, so a threshold tells between which rows it lies.
    for (let seed = 0; seed < 20; seed += 1) {
      const four = Float64Array.from([1, 10, 100, 1_000]);
      const { threshold, feature } = fitIsolationForest(four, 4, 1, { seed, trees: 2, sample: 2 }).nodes;
      const cuts = [...threshold].filter((_, node) => feature[node] === 0);
      const isLow = (cut: number): boolean => cut < 10;
      const isHigh = (cut: number): boolean => cut >= 100;
      expect(cuts.filter(isLow).length).toBeLessThanOrEqual(1);
      expect(cuts.filter(isHigh).length).toBeLessThanOrEqual(1);
      expect(cuts.length).toBe(2);
    }
  });

  it('credits features with exactly the logarithm of the score', () => {
    for (let row = 0; row < ROWS; row += 1) {
      const { base, contributions } = isolationContributions(
        forest,
        x.subarray(row * COLUMNS, (row + 1) * COLUMNS),
      );
      const sum = contributions.reduce((total, value) => total + value, base);
      expect(Math.abs(sum - Math.log2(scores[row] ?? NaN))).toBeLessThan(1e-9);
      expect(contributions[CONSTANT]).toBe(0);
    }
  });

  it('credits the feature that stands out', () => {
    const odd = Array.from({ length: ROWS }, (_, row) => row).filter((row) => isOdd[row] === 1);
    const blamed = odd.filter((row) => {
      const { contributions } = isolationContributions(
        forest,
        x.subarray(row * COLUMNS, (row + 1) * COLUMNS),
      );
      return contributions.indexOf(Math.max(...contributions)) === ODD;
    });
    expect(blamed.length / odd.length).toBeGreaterThan(0.9);
  });

  it('refuses what is not a number', () => {
    expect(() => fitIsolationForest(Float64Array.from([1, NaN]), 2, 1, { seed: 1 })).toThrow(/finite/);
    expect(() => fitIsolationForest(Float64Array.from([1]), 1, 1, { seed: 1 })).toThrow(/two rows/);
  });
});
