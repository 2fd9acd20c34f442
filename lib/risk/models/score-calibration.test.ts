import { describe, expect, it } from 'vitest';
import { Dice } from '../../../e2e/stripe-simulator/world/dice.ts';
import { calibrateScores, calibrationAdds } from './score-calibration.ts';

/** Decisions whose scores say too much: what is true of one is `slope` times its score and `intercept`. */
function scored(count: number, { slope = 0.5, intercept = -1 } = {}, seed = 3) {
  const dice = new Dice(seed, 'scores');
  return Array.from({ length: count }, () => {
    const score = 12 * (dice.fraction() - 0.5);
    return { score, isHit: dice.chance(1 / (1 + Math.exp(-(slope * score + intercept)))) };
  });
}

describe('scores as a whole', () => {
  it('that say too much are drawn to what came of them', () => {
    const { calibration, judged } = calibrateScores(scored(8_000));
    expect(calibration?.slope).toBeCloseTo(0.5, 1);
    expect(calibration?.intercept).toBeCloseTo(-1, 0);
    expect(judged?.rows).toBe(4_000);
    expect(judged?.before).toBeGreaterThan(0.1);
    expect(judged?.after).toBeLessThan(0.02);
  });

  it('stay in their order, and are as added up where that is as true', () => {
    expect(calibrateScores(scored(8_000, { slope: -0.5, intercept: 0 })).calibration).toBeNull();
    // What was learned from the older half is no better on the newer, where nothing was wrong.
    const { calibration, judged } = calibrateScores(scored(100, { slope: 1, intercept: 0 }, 8));
    expect(judged?.after).toBeGreaterThanOrEqual(judged?.before ?? 0);
    expect(calibration).toBeNull();
  });

  it('are as added up where too few proved right or wrong in either half', () => {
    const rows = (hits: number, misses: number) => [
      ...Array.from({ length: hits }, () => ({ score: 5, isHit: true })),
      ...Array.from({ length: misses }, () => ({ score: 3, isHit: false })),
    ];
    const both = (first: ReturnType<typeof rows>, then: ReturnType<typeof rows>) =>
      calibrateScores([...first, ...then]);
    expect(both(rows(19, 21), rows(20, 20)).judged).toBeNull();
    expect(both(rows(21, 19), rows(20, 20)).judged).toBeNull();
    expect(both(rows(20, 20), rows(19, 21)).judged).toBeNull();
    expect(both(rows(20, 20), rows(20, 20)).judged).not.toBeNull();
    expect(calibrateScores([])).toEqual({ calibration: null, judged: null });
  });

  it('have a part of their own for it', () => {
    expect(4 + calibrationAdds({ slope: 0.5, intercept: -1 }, 4)).toBe(1);
    expect(calibrationAdds({ slope: 1, intercept: 0 }, 7)).toBe(0);
  });
});
