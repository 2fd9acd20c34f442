import type { RateBaseline } from './rate-baseline.ts';

/** Amounts, in minor units of one currency, that one of twenty usual charges lies above, or below. */
export type AmountLimits = { low: bigint; high: bigint; below: RateBaseline; above: RateBaseline };

const ONE_IN = 20;
/** With fewer amounts the twentieth part is two or three charges, which is no measure. */
const SMALLEST_SAMPLE = 60;

/**
 * Where the usual amounts of an account end, from a sample of its charges older than the baseline's lag, and how
 * probable a new amount beyond is: for the r-th smallest of n that probability is exactly Beta(n + 1 - r, r)
 * distributed, whatever the amounts look like (David & Nagaraja, Order Statistics, 2.2). Null when the sample is too
 * small to tell.
 */
export function amountLimits(amounts: ArrayLike<bigint>, trialsPerDay: number): AmountLimits | null {
  if (amounts.length < SMALLEST_SAMPLE) return null;
  const sorted = new BigInt64Array(amounts).sort();
  const beyond = Math.floor((amounts.length + 1) / ONE_IN);
  const low = sorted[beyond - 1];
  const high = sorted[amounts.length - beyond];
  if (low === undefined || high === undefined) return null;
  const strength = amounts.length + 1;
  const baseline = { rate: beyond / strength, strength, trialsPerDay };
  return { low, high, below: baseline, above: baseline };
}
