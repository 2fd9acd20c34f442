/** Bins of a column, whether it uses them all or not. */
export const BINS = 256;

/** Sums of gradients and of hessians, the second derivatives, of some rows. */
export type Sums = { gradient: number; hessian: number };

/** Values that a leaf may take where a feature is to act in one direction only. */
export type Bounds = { low: number; high: number };

export type SplitRules = {
  /** Added to every sum of hessians: how strongly leaves are drawn to nothing. */
  ridge: number;
  hessianMin: number;
  /** For each column 1 when the log-odds may only rise with it, -1 when only fall, else 0. */
  monotone: Int8Array;
};

export type Split = { column: number; bin: number; left: Sums; right: Sums };

/** The value that lowers the loss most, within bounds. (Chen, Guestrin: XGBoost, 2016, eq. 5.) */
export function leafValue({ gradient, hessian }: Sums, ridge: number, { low, high }: Bounds): number {
  return Math.min(Math.max(-gradient / (hessian + ridge), low), high);
}

/** Twice the loss that such a leaf takes away. (Chen, Guestrin 2016, eq. 4, for a value that may be bound.) */
function gain(gradient: number, hessian: number, value: number): number {
  return -value * (2 * gradient + hessian * value);
}

/**
 * The cut that lowers the loss most, or `null` when none lowers it.
 * @param histogram for each column and bin the sum of gradients, then of hessians
 * @param cuts how many cuts each column has
 */
export function bestSplit(
  histogram: Float64Array,
  cuts: Int32Array,
  whole: Sums,
  rules: SplitRules,
  bounds: Bounds,
): Split | null {
  const { ridge, hessianMin, monotone } = rules;
  const { low, high } = bounds;
  const { gradient, hessian } = whole;
  let best = gain(gradient, hessian + ridge, leafValue(whole, ridge, bounds)) * (1 + 1e-12); // rounding is no gain
  let split: Split | null = null;
  for (let column = 0; column < cuts.length; column += 1) {
    const direction = monotone[column] ?? 0;
    const cutsOfColumn = cuts[column] ?? 0;
    let leftGradient = 0;
    let leftHessian = 0;
    for (let bin = 0, at = column * BINS * 2; bin < cutsOfColumn; bin += 1, at += 2) {
      leftGradient += histogram[at] ?? 0;
      leftHessian += histogram[at + 1] ?? 0;
      const rightHessian = hessian - leftHessian;
      if (leftHessian < hessianMin) continue;
      if (rightHessian < hessianMin) break;
      const rightGradient = gradient - leftGradient;
      const leftValue = Math.min(Math.max(-leftGradient / (leftHessian + ridge), low), high);
      const rightValue = Math.min(Math.max(-rightGradient / (rightHessian + ridge), low), high);
      if (direction * (rightValue - leftValue) < 0) continue;
      const both =
        gain(leftGradient, leftHessian + ridge, leftValue) +
        gain(rightGradient, rightHessian + ridge, rightValue);
      if (both <= best) continue;
      best = both;
      split = {
        column,
        bin,
        left: { gradient: leftGradient, hessian: leftHessian },
        right: { gradient: rightGradient, hessian: rightHessian },
      };
    }
  }
  return split;
}
