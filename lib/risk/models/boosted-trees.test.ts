import { describe, expect, it } from 'vitest';
import { logOddsOf } from './boosted-trees.ts';
import { fitBoostedTrees, type BoostedTreesOptions, type TrainingRows } from './fit-boosted-trees.ts';
import { auroc, averagePrecision } from './ranking.ts';
import { seededRandom } from './seeded-random.ts';

const OPTIONS: BoostedTreesOptions = { rounds: 40, rate: 0.2, depth: 3, ridge: 1, hessianMin: 1 };

/** Rows of two uniform columns; `chance` gives the chance of a hit. */
function draw(rows: number, seed: number, chance: (a: number, b: number) => number): TrainingRows {
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: rows * 2 }, () => random());
  const hits = Uint8Array.from({ length: rows }, (_, row) =>
    random() < chance(x[row * 2] ?? 0, x[row * 2 + 1] ?? 0) ? 1 : 0,
  );
  return { x, rows, columns: 2, hits, weights: new Float64Array(rows).fill(1) };
}

const logOddsOfAll = (
  model: ReturnType<typeof fitBoostedTrees>,
  { x, rows, columns }: TrainingRows,
): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) =>
    logOddsOf(model, x.subarray(row * columns, (row + 1) * columns)),
  );

describe('boosted trees', () => {
  const either = (a: number, b: number): number => (a > 0.5 === b > 0.5 ? 0.02 : 0.98);

  it('learn what two features say together and neither alone', () => {
    const model = fitBoostedTrees(draw(4_000, 1, either), OPTIONS);
    const fresh = draw(4_000, 2, either);
    expect(auroc(logOddsOfAll(model, fresh), fresh.hits)).toBeGreaterThan(0.95);
  });

  it('say log-odds: the chance they give is the share that is found', () => {
    const training = draw(20_000, 3, (a) => 0.02 + 0.2 * a);
    const fresh = draw(20_000, 4, (a) => 0.02 + 0.2 * a);
    const logOdds = logOddsOfAll(fitBoostedTrees(training, OPTIONS), fresh);
    for (const [low, high] of [
      [0, 0.3],
      [0.3, 0.7],
      [0.7, 1],
    ] as const) {
      const rows = [...logOdds.keys()].filter(
        (row) => (fresh.x[row * 2] ?? 0) >= low && (fresh.x[row * 2] ?? 0) < high,
      );
      const predicted =
        rows.reduce((sum, row) => sum + 1 / (1 + Math.exp(-(logOdds[row] ?? 0))), 0) / rows.length;
      const observed = rows.reduce((sum, row) => sum + (fresh.hits[row] ?? 0), 0) / rows.length;
      expect(Math.abs(predicted - observed)).toBeLessThan(0.02);
    }
  });

  it('are the same for the same rows', () => {
    const training = draw(1_000, 5, either);
    expect(fitBoostedTrees(training, OPTIONS)).toEqual(fitBoostedTrees(training, OPTIONS));
  });

  it('find hits that lie in the outermost thousandth', () => {
    const random = seededRandom(6);
    const rows = 50_000;
    const x = Float64Array.from({ length: rows }, () => Math.exp(4 * random() ** 0.5 * random()));
    const limit = x.toSorted()[rows - 40] ?? 0;
    const hits = Uint8Array.from(x, (value) => (value >= limit ? 1 : 0));
    const training = { x, rows, columns: 1, hits, weights: new Float64Array(rows).fill(1) };
    const model = fitBoostedTrees(training, { ...OPTIONS, rounds: 10, hessianMin: 0.01 });
    expect(averagePrecision(logOddsOfAll(model, training), hits)).toBeGreaterThan(0.95);
  });

  it('take a weight of two for two rows', () => {
    const training = draw(600, 7, either);
    for (let at = 0; at < training.x.length; at += 1) training.x[at] = Math.round((training.x[at] ?? 0) * 20);
    const heavy = { ...training, weights: training.weights.map((_, row) => (row % 3 === 0 ? 2 : 1)) };
    const again = Array.from({ length: 200 }, (_, third) => third * 3);
    const twice: TrainingRows = {
      x: Float64Array.from([
        ...training.x,
        ...again.flatMap((row) => [...training.x.subarray(row * 2, row * 2 + 2)]),
      ]),
      rows: 800,
      columns: 2,
      hits: Uint8Array.from([...training.hits, ...again.map((row) => training.hits[row] ?? 0)]),
      weights: new Float64Array(800).fill(1),
    };
    const [byWeight, byRows] = [fitBoostedTrees(heavy, OPTIONS), fitBoostedTrees(twice, OPTIONS)];
    const difference = logOddsOfAll(byWeight, training).map(
      (value, row) => value - (logOddsOfAll(byRows, training)[row] ?? NaN),
    );
    expect(Math.max(...difference.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('keep to the direction that a feature is given, wherever the others stand', () => {
    const wavy = draw(3_000, 8, (a, b) => 0.3 + 0.3 * Math.sin(12 * a) * (b - 0.5) + 0.3 * a);
    const falls = (monotone: Int8Array): number => {
      const model = fitBoostedTrees(wavy, { ...OPTIONS, depth: 4, monotone });
      let count = 0;
      for (let b = 0; b < 1; b += 0.05)
        for (let a = 0; a < 1; a += 0.01)
          count +=
            logOddsOf(model, Float64Array.of(a + 0.01, b)) < logOddsOf(model, Float64Array.of(a, b)) - 1e-12
              ? 1
              : 0;
      return count;
    };
    expect(falls(Int8Array.of(0, 0))).toBeGreaterThan(0);
    expect(falls(Int8Array.of(1, 0))).toBe(0);
    const falling = fitBoostedTrees(wavy, { ...OPTIONS, monotone: Int8Array.of(-1, 0) });
    expect(logOddsOf(falling, Float64Array.of(0.99, 0.5))).toBeLessThanOrEqual(
      logOddsOf(falling, Float64Array.of(0.01, 0.5)),
    );
  });

  it('refuse rows that they cannot learn from', () => {
    const training = draw(50, 9, () => 0.5);
    const refuse = (change: Partial<TrainingRows>, options: Partial<BoostedTreesOptions> = {}) =>
      expect(() => fitBoostedTrees({ ...training, ...change }, { ...OPTIONS, ...options }));
    refuse({ hits: new Uint8Array(50) }).toThrow(/hits and misses/);
    refuse({ x: training.x.map((value, at) => (at === 3 ? NaN : value)) }).toThrow(/finite/);
    refuse({ weights: new Float64Array(50) }).toThrow(/weights/);
    refuse({ rows: 49 }).toThrow(/length/);
    refuse({}, { depth: 5 }).toThrow(/4 deep/);
  });
});
