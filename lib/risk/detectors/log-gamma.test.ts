import { expect, it } from 'vitest';
import { logBetaShare } from './log-beta-share.ts';
import { logBeta, logGamma } from './log-gamma.ts';

/** Values of mpmath at 40 digits. Close means within 1e-12, of the value where it is above 1. */
function expectClose(value: number, known: number): void {
  expect(Math.abs(value - known)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(known)));
}

it.each([
  [1e-5, 11.5129196928958257],
  [0.001, 6.90717888538385368],
  [0.5, 0.572364942924700087],
  [1, 0],
  [1.5, -0.120782237635245222],
  [2, 0],
  [2.5, 0.28468287047291916],
  [3.7, 1.42807232666538792],
  [10, 12.8018274800814696],
  [11.999, 17.4998652276461044],
  [12, 17.5023078458738858],
  [100.25, 360.284559637764235],
  [12_345.678, 103959.919905546061],
  [1e8, 1742068066.10383471],
])('logGamma(%d)', (x, known) => {
  expectClose(logGamma(x), known);
});

it('the gamma function is not asked for at or below zero, or for no number', () => {
  for (const x of [0, -1.5, Number.NaN]) expect(() => logGamma(x)).toThrow(RangeError);
});

it.each([
  [0.5, 0.5, 1.14472988584940017],
  [2, 3, -2.48490664978800031],
  [1e-3, 50, 6.90327688560982719],
  [12, 12, -16.6020598760166019],
  [20.5, 480, -86.1418544711865845],
  [0.6, 199.4, -2.77835215223886283],
  [3, 5000, -24.8590322937127602],
  [1e5, 2e5, -190958.88527911685],
  [80, 1920, -337.138915857865422],
  [5, 1e7, -77.4124254244435033],
])('logBeta(%d, %d), either way round', (a, b, known) => {
  expectClose(logBeta(a, b), known);
  expectClose(logBeta(b, a), known);
});

it.each([
  [0.5, 2, 3, -0.374693449441410694],
  [0.1, 5, 11.1, -4.33422648349576999],
  [0.69, 40, 11.11, -2.77470378296950083],
  [0.9, 3, 7, -2.99800449401098203e-6],
  [0.01, 100, 10, -431.525478097888193],
  [1e-5, 30, 1e6, -15.1974334242497364],
  [0.2, 250, 11, -364.253734426354777],
  [0.999, 0.5, 0.5, -0.0203405143975580127],
  [0.3, 1, 1, -1.20397280432593599],
  [0, 2, 3, -Infinity],
  [1, 2, 3, 0],
])('the logarithm of I_%d(%d, %d)', (x, a, b, known) => {
  if (Number.isFinite(known)) expectClose(logBetaShare(x, a, b), known);
  else expect(logBetaShare(x, a, b)).toBe(known);
});
