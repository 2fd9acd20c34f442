import { assert } from '#lib/assert.ts';
import { areFinite } from './finite.ts';
import type { Logistic } from './logistic.ts';
import { solveSymmetric } from './solve-symmetric.ts';

type Training = {
  /** Row after row, finite numbers. */
  x: Float64Array;
  rows: number;
  columns: number;
  /** From 0, a miss, to 1, a hit. */
  targets: Float64Array;
  weights: Float64Array;
};

const STEPS_MAX = 50; // Newton doubles its digits at each; a dozen is usual
const HALVINGS_MAX = 30;
const CONVERGED = 1e-10;

/** Columns moved to mean 0 and scaled to deviation 1; a constant one becomes 0. The first column of the design is 1. */
function standardise({ x, rows, columns, weights }: Training) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const center = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  for (let column = 0; column < columns; column += 1) {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += (weights[row] ?? 0) * (x[row * columns + column] ?? 0);
    const mean = sum / total;
    let squares = 0;
    for (let row = 0; row < rows; row += 1)
      squares += (weights[row] ?? 0) * ((x[row * columns + column] ?? 0) - mean) ** 2;
    center[column] = mean;
    deviation[column] = Math.sqrt(squares / total);
  }
  const width = columns + 1;
  const design = new Float64Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    design[row * width] = 1;
    for (let column = 0; column < columns; column += 1) {
      const scale = deviation[column] ?? 0;
      if (scale > 0)
        design[row * width + column + 1] = ((x[row * columns + column] ?? 0) - (center[column] ?? 0)) / scale;
    }
  }
  return { center, deviation, design };
}

/** Ridge on everything but the intercept. */
const ridgeOf = (position: number, ridge: number): number => (position === 0 ? 0 : ridge);

function logOddsAt(design: Float64Array, row: number, beta: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < beta.length; at += 1) sum += (design[row * beta.length + at] ?? 0) * (beta[at] ?? 0);
  return sum;
}

function loss(
  { rows, targets, weights }: Training,
  design: Float64Array,
  beta: Float64Array,
  ridge: number,
): number {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const logOdds = logOddsAt(design, row, beta);
    const softplus = Math.max(logOdds, 0) + Math.log1p(Math.exp(-Math.abs(logOdds)));
    sum += (weights[row] ?? 0) * (softplus - (targets[row] ?? 0) * logOdds);
  }
  return beta.reduce((total, value, at) => total + (ridgeOf(at, ridge) * value ** 2) / 2, sum);
}

/** Newton's step: the weighted least squares that give the method its name. */
function newtonStep(
  { rows, targets, weights }: Training,
  design: Float64Array,
  beta: Float64Array,
  ridge: number,
): Float64Array {
  const width = beta.length;
  const curvature = new Float64Array(width * width);
  const slope = beta.map((value, at) => -ridgeOf(at, ridge) * value);
  for (let row = 0; row < rows; row += 1) {
    const p = 1 / (1 + Math.exp(-logOddsAt(design, row, beta)));
    const weight = weights[row] ?? 0;
    const bend = weight * p * (1 - p);
    const miss = weight * ((targets[row] ?? 0) - p);
    const start = row * width;
    for (let at = 0; at < width; at += 1) {
      const value = design[start + at] ?? 0;
      slope[at] = (slope[at] ?? 0) + miss * value;
      for (let other = 0; other <= at; other += 1)
        curvature[at * width + other] =
          (curvature[at * width + other] ?? 0) + bend * value * (design[start + other] ?? 0);
    }
  }
  // A constant column has no curvature of its own: the smallest number keeps its coefficient at nothing.
  for (let at = 0; at < width; at += 1)
    curvature[at * width + at] = (curvature[at * width + at] ?? 0) + ridgeOf(at, ridge) + Number.EPSILON;
  return solveSymmetric(curvature, slope);
}

/**
 * Logistic regression with a ridge on standardised columns, by iteratively reweighted least squares (McCullagh, Nelder:
 * Generalized linear models, 1989, section 4.4); a step that would raise the loss is halved.
 * @throws when a value is not finite, or Newton's steps do not settle
 */
export function fitLogistic(training: Training, { ridge }: { ridge: number }): Logistic {
  const { x, rows, columns, targets, weights } = training;
  assert(
    x.length === rows * columns && targets.length === rows && weights.length === rows,
    'rows of one length',
  );
  assert(areFinite(x), 'a regression is fitted on finite numbers');
  const { center, deviation, design } = standardise(training);
  let beta = new Float64Array(columns + 1);
  let before = loss(training, design, beta, ridge);
  let moved = Infinity;
  for (let step = 0; step < STEPS_MAX && moved > CONVERGED; step += 1) {
    const direction = newtonStep(training, design, beta, ridge);
    let share = 1;
    let next = beta;
    let after = Infinity;
    for (let halving = 0; halving < HALVINGS_MAX; halving += 1, share /= 2) {
      next = beta.map((value, at) => value + share * (direction[at] ?? 0));
      after = loss(training, design, next, ridge);
      if (after <= before + CONVERGED * Math.abs(before)) break;
    }
    moved = direction.reduce((most, value) => Math.max(most, Math.abs(value * share)), 0);
    beta = next;
    before = after;
  }
  assert(moved <= CONVERGED * 1e4, 'the regression settled');
  const slope = deviation.map((scale, column) => (scale > 0 ? (beta[column + 1] ?? 0) / scale : 0));
  return { kind: 'logistic', columns, base: beta[0] ?? 0, center, slope };
}
