import { describe, expect, it } from 'vitest';
import { calibrationByDecile } from './calibration-error.ts';
import { fitCalibration } from './fit-calibration.ts';
import { fitLogistic } from './fit-logistic.ts';
import { logisticContributions, logisticLogOdds } from './logistic.ts';
import { seededRandom } from './seeded-random.ts';

const ROWS = 20_000;
const TRUE = { base: -2, slopes: [1.5, -0.02, 0] };

const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** Columns of very different size, the last of them constant. */
function draw(seed: number) {
  const random = seededRandom(seed);
  const x = new Float64Array(ROWS * 3);
  const targets = new Float64Array(ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    const values = [random() * 2, random() * 200, 5];
    x.set(values, row * 3);
    const logOdds = values.reduce((sum, value, at) => sum + value * (TRUE.slopes[at] ?? 0), TRUE.base);
    targets[row] = random() < chance(logOdds) ? 1 : 0;
  }
  return { x, rows: ROWS, columns: 3, targets, weights: new Float64Array(ROWS).fill(1) };
}

describe('logistic regression', () => {
  const training = draw(1);
  const model = fitLogistic(training, { ridge: 1 });
  const rowOf = (row: number): Float64Array => training.x.subarray(row * 3, row * 3 + 3);

  it('finds the slopes that made the rows, and none for a constant', () => {
    expect(model.slope[0]).toBeCloseTo(1.5, 0);
    expect(Math.abs((model.slope[1] ?? 0) + 0.02)).toBeLessThan(0.002);
    expect(model.slope[2]).toBe(0);
  });

  it('stands where the penalised loss is flat', () => {
    const loss = (base: number): number =>
      training.targets.reduce((sum, target, row) => {
        const logOdds = logisticLogOdds({ ...model, base }, rowOf(row));
        return sum + Math.log1p(Math.exp(logOdds)) - target * logOdds;
      }, 0);
    const slope = (loss(model.base + 1e-4) - loss(model.base - 1e-4)) / 2e-4;
    expect(Math.abs(slope)).toBeLessThan(1e-3);
  });

  it('explains a row against the average one, summing to its log-odds', () => {
    for (let row = 0; row < 500; row += 1) {
      const { base, contributions } = logisticContributions(model, rowOf(row));
      const sum = contributions.reduce((total, value) => total + value, base);
      expect(Math.abs(sum - logisticLogOdds(model, rowOf(row)))).toBeLessThan(1e-9);
    }
    const average = logisticContributions(model, model.center);
    expect([...average.contributions].map(Math.abs)).toEqual([0, 0, 0]);
  });

  it('takes a weight of two for two rows', () => {
    const weights = training.weights.map((_, row) => (row < 100 ? 2 : 1));
    const twice = {
      x: Float64Array.from([...training.x, ...training.x.subarray(0, 300)]),
      rows: ROWS + 100,
      columns: 3,
      targets: Float64Array.from([...training.targets, ...training.targets.subarray(0, 100)]),
      weights: new Float64Array(ROWS + 100).fill(1),
    };
    const [byWeight, byRows] = [
      fitLogistic({ ...training, weights }, { ridge: 1 }),
      fitLogistic(twice, { ridge: 1 }),
    ];
    expect(byWeight.base).toBeCloseTo(byRows.base, 8);
    expect(byWeight.slope[0]).toBeCloseTo(byRows.slope[0] ?? NaN, 8);
  });

  it('settles where hits and misses can be parted without a mistake', () => {
    const x = Float64Array.from({ length: 40 }, (_, row) => row);
    const targets = x.map((value) => (value > 19 ? 1 : 0));
    const parted = fitLogistic(
      { x, rows: 40, columns: 1, targets, weights: targets.map(() => 1) },
      { ridge: 0.1 },
    );
    expect(logisticLogOdds(parted, Float64Array.of(39))).toBeGreaterThan(3);
    expect(parted.slope.every(Number.isFinite)).toBe(true);
  });

  it('refuses what is not a number', () => {
    const broken = { ...training, x: training.x.map((value, at) => (at === 5 ? NaN : value)) };
    expect(() => fitLogistic(broken, { ridge: 1 })).toThrow(/finite/);
  });
});

describe('calibration', () => {
  const random = seededRandom(2);
  const truth = Float64Array.from({ length: ROWS }, () => random() * 8 - 6);
  const hits = Uint8Array.from(truth, (logOdds) => (random() < chance(logOdds) ? 1 : 0));
  const boastful = truth.map((logOdds) => 2 * logOdds + 1);
  const one = new Float64Array(ROWS).fill(1);

  it('undoes what a model boasts', () => {
    const fitted = fitCalibration(boastful, hits, one);
    expect(fitted.slope[0]).toBeCloseTo(0.5, 1);
    const before = calibrationByDecile(boastful.map(chance), hits).error;
    const after = calibrationByDecile(
      boastful.map((logOdds) => chance(logisticLogOdds(fitted, Float64Array.of(logOdds)))),
      hits,
    ).error;
    expect(before).toBeGreaterThan(0.03);
    expect(after).toBeLessThan(0.01);
  });

  it('claims no certainty from few rows', () => {
    const fitted = fitCalibration(
      Float64Array.of(-2, -1, 1, 2),
      Uint8Array.of(0, 0, 1, 1),
      new Float64Array(4).fill(1),
    );
    expect(Math.abs(logisticLogOdds(fitted, Float64Array.of(2)))).toBeLessThan(4);
  });

  it('is judged in ten groups of equal size, the highest first', () => {
    const { deciles, error } = calibrationByDecile(
      Float64Array.from({ length: 95 }, (_, row) => row / 100),
      new Uint8Array(95),
    );
    expect(deciles.map(({ rows }) => rows).toSorted((a, b) => a - b)).toEqual([
      9, 9, 9, 9, 9, 10, 10, 10, 10, 10,
    ]);
    expect(deciles[0]?.predicted).toBeGreaterThan(0.85);
    expect(error).toBeCloseTo(0.47, 10); // the mean of what was predicted, for nothing came true
  });
});
