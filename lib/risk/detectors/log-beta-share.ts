import { logBeta } from './log-gamma.ts';

const PRECISION = 1e-16;
const TINY = 1e-300;
const MOST_TERMS = 20_000;

/**
 * Logarithm of the regularised incomplete beta function I_x(a, b), so that tails far below the smallest number can
 * still be told apart. Continued fraction DLMF 8.17.22, which converges fast below the mean of the beta
 * distribution; above it through I_x(a, b) = 1 - I_{1-x}(b, a) (DLMF 8.17.4).
 */
export function logBetaShare(x: number, a: number, b: number): number {
  if (x <= 0) return -Infinity;
  if (x >= 1) return 0;
  if (x > (a + 1) / (a + b + 2)) return Math.log1p(-Math.exp(logBetaShare(1 - x, b, a)));
  const front = a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBeta(a, b);
  return front - Math.log(continuedFraction(x, a, b));
}

/** Lentz's method, as modified by Thompson and Barnett (Numerical Recipes, 5.2). */
function continuedFraction(x: number, a: number, b: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let term = 1; term <= MOST_TERMS; term += 1) {
    const coefficient = coefficientAt(term, x, a, b);
    d = 1 / awayFromZero(1 + coefficient * d);
    c = awayFromZero(1 + coefficient / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION * 4) return value;
  }
  throw new RangeError(`The incomplete beta function does not converge at ${x}, ${a}, ${b}.`);
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** d(2m) = m (b - m) x / ((a + 2m - 1)(a + 2m)); d(2m + 1) = -(a + m)(a + b + m) x / ((a + 2m)(a + 2m + 1)). */
function coefficientAt(term: number, x: number, a: number, b: number): number {
  const m = Math.floor(term / 2);
  const even = a + 2 * m;
  if (term % 2 === 0) return (m * (b - m) * x) / ((even - 1) * even);
  return (-(a + m) * (a + b + m) * x) / (even * (even + 1));
}
