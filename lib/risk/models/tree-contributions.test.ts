import { describe, expect, it } from 'vitest';
import { logOddsOf, type BoostedTrees } from './boosted-trees.ts';
import { fitBoostedTrees } from './fit-boosted-trees.ts';
import { seededRandom } from './seeded-random.ts';
import { contributionsOf } from './tree-contributions.ts';

const COLUMNS = 5;
const ROWS = 800;

function fitted(seed: number): { model: BoostedTrees; x: Float64Array; weights: Float64Array } {
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: ROWS * COLUMNS }, () => Math.round(random() * 30) / 3);
  const at = (row: number, column: number): number => x[row * COLUMNS + column] ?? 0;
  const hits = Uint8Array.from({ length: ROWS }, (_, row) =>
    at(row, 0) * at(row, 1) + 3 * Math.sin(at(row, 2)) * at(row, 3) > 20 + 10 * random() ? 1 : 0,
  );
  const weights = Float64Array.from({ length: ROWS }, () => 0.5 + random());
  const model = fitBoostedTrees(
    { x, rows: ROWS, columns: COLUMNS, hits, weights },
    { rounds: 12, rate: 0.3, depth: 4, ridge: 1, hessianMin: 1 },
  );
  return { model, x, weights };
}

/** What one tree is expected to say when only the features of `known`, one bit each, are known. */
function expectation({ nodes, cover }: BoostedTrees, row: Float64Array, known: number, node: number): number {
  const feature = nodes.feature[node] ?? -1;
  if (feature < 0) return nodes.value[node] ?? NaN;
  const left = nodes.left[node] ?? 0;
  const isRight = (row[feature] ?? 0) > (nodes.threshold[node] ?? 0);
  if ((known & (1 << feature)) !== 0)
    return expectation({ nodes, cover } as BoostedTrees, row, known, left + (isRight ? 1 : 0));
  const both = [left, left + 1].map(
    (child) => (cover[child] ?? 0) * expectation({ nodes, cover } as BoostedTrees, row, known, child),
  );
  return ((both[0] ?? 0) + (both[1] ?? 0)) / (cover[node] ?? 0);
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
const bits = (set: number): number => (set === 0 ? 0 : (set & 1) + bits(set >> 1));

/** Shapley values from their definition, over all 32 sets of features. */
function shapley(model: BoostedTrees, row: Float64Array): number[] {
  const worth = Array.from({ length: 2 ** COLUMNS }, (_, known) =>
    [...model.nodes.roots].reduce((sum, root) => sum + expectation(model, row, known, root), 0),
  );
  return Array.from({ length: COLUMNS }, (_, feature) =>
    worth.reduce((sum, value, known) => {
      if ((known & (1 << feature)) !== 0) return sum;
      const size = bits(known);
      const weight = (factorial(size) * factorial(COLUMNS - size - 1)) / factorial(COLUMNS);
      return sum + weight * ((worth[known | (1 << feature)] ?? NaN) - value);
    }, 0),
  );
}

describe('contributions of trees', () => {
  it.each([1, 2, 3])('are the Shapley values, counted over all sets of features (%i)', (seed) => {
    const { model, x } = fitted(seed);
    const repeats = [...model.nodes.feature].filter((feature) => feature >= 0).length;
    expect(repeats).toBeGreaterThan(COLUMNS); // paths that ask about a feature twice are among them
    for (let row = 0; row < 40; row += 1) {
      const values = x.subarray(row * COLUMNS, (row + 1) * COLUMNS);
      const { contributions } = contributionsOf(model, values);
      for (const [feature, expected] of shapley(model, values).entries())
        expect(Math.abs((contributions[feature] ?? NaN) - expected)).toBeLessThan(1e-12);
    }
  });

  it('sum to the score of every row', () => {
    const { model, x } = fitted(4);
    for (let row = 0; row < ROWS; row += 1) {
      const values = x.subarray(row * COLUMNS, (row + 1) * COLUMNS);
      const { base, contributions } = contributionsOf(model, values);
      const sum = contributions.reduce((total, value) => total + value, base);
      expect(Math.abs(sum - logOddsOf(model, values))).toBeLessThan(1e-9);
    }
  });

  it('start from the mean log-odds of the training rows, by weight', () => {
    const { model, x, weights } = fitted(5);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = weights.reduce(
      (sum, weight, row) =>
        sum + (weight * logOddsOf(model, x.subarray(row * COLUMNS, (row + 1) * COLUMNS))) / total,
      0,
    );
    expect(contributionsOf(model, new Float64Array(COLUMNS)).base).toBeCloseTo(mean, 9);
  });

  it('of a feature that no tree asks about are nothing', () => {
    const x = Float64Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? at : 7));
    const hits = Uint8Array.from({ length: 50 }, (_, row) => (row > 25 ? 1 : 0));
    const weights = new Float64Array(50).fill(1);
    const model = fitBoostedTrees(
      { x, rows: 50, columns: 2, hits, weights },
      { rounds: 5, rate: 0.3, depth: 2, ridge: 1, hessianMin: 0.1 },
    );
    const { contributions } = contributionsOf(model, Float64Array.of(90, 7));
    expect(contributions[0]).toBeGreaterThan(0);
    expect(contributions[1]).toBe(0);
  });
});
