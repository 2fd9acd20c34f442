/** Below this, the argument is shifted up first: the series is exact to the last bits only for large arguments. */
const SERIES_FROM = 12;
const HALF_LOG_TWO_PI = 0.918938533204672741780329736406;

/**
 * Logarithm of the gamma function for x > 0, to about 1e-14: Stirling's series (Abramowitz & Stegun 6.1.41) after
 * shifting x upwards by gamma(x + 1) = x gamma(x) (6.1.15).
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`The gamma function is wanted above 0, not at ${x}.`);
  let shifted = x;
  let product = 1;
  for (; shifted < SERIES_FROM; shifted += 1) product *= shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + remainder(shifted) - Math.log(product)
  );
}

/** What Stirling's formula leaves out at x >= 12: B(2n) / (2n (2n - 1) x^(2n - 1)), six terms. */
function remainder(x: number): number {
  const y = 1 / (x * x);
  const series =
    1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360_360 - y / 156)))));
  return series / x;
}

/**
 * Logarithm of the beta function for a, b > 0. Where both are large the three gammas would cancel to noise, so their
 * Stirling formulas are subtracted by hand (Didonato & Morris, ACM TOMS 708, `bcorr`).
 */
export function logBeta(a: number, b: number): number {
  if (a < SERIES_FROM || b < SERIES_FROM) {
    const [small, large] = a < b ? [a, b] : [b, a];
    if (large < SERIES_FROM * 100) return logGamma(a) + logGamma(b) - logGamma(a + b);
    return logGamma(small) - logGammaRatio(large, small);
  }
  const ratio = a / (a + b);
  const leading = HALF_LOG_TWO_PI - 0.5 * Math.log(b) + (a - 0.5) * Math.log(ratio) + b * Math.log1p(-ratio);
  return leading + remainder(a) + remainder(b) - remainder(a + b);
}

/** logGamma(large + small) - logGamma(large), without subtracting two large numbers. */
function logGammaRatio(large: number, small: number): number {
  const sum = large + small;
  return (
    (large - 0.5) * Math.log1p(small / large) +
    small * Math.log(sum) -
    small +
    remainder(sum) -
    remainder(large)
  );
}
