import { describe, expect, it } from 'vitest';
import { BASELINE_LAG_HOURS, baselineRate } from './rate-baseline.ts';
import { rateAlarm } from './rate-alarm.ts';

const prior = { alpha: 2, beta: 48 };
const PER_DAY = 25;
const LAG_DAYS = BASELINE_LAG_HOURS / 24;

const days = (count: number, rateOf: (day: number) => number) =>
  Array.from({ length: count }, (_, day) => ({ hits: PER_DAY * rateOf(day), trials: PER_DAY }));

/** Outcomes of the newest 512 charges with evenly spread hits, when the rate of a day is known; newest last. */
function outcomes(until: number, rateOf: (day: number) => number): Uint8Array {
  let due = 0.5;
  return Uint8Array.from({ length: 512 }, (_, index) => {
    due += rateOf(until - (512 - index) / PER_DAY);
    if (due < 1) return 0;
    due -= 1;
    return 1;
  });
}

/** The first day on which the newest charges alarm against a baseline of the days before the lag; null: none. */
function firstAlarm(rateOf: (day: number) => number, from: number, until: number): number | null {
  for (let day = from; day <= until; day += 1) {
    const baseline = baselineRate(days(day - LAG_DAYS, rateOf), prior);
    if (rateAlarm(outcomes(day, rateOf), baseline, 'refunds').isAlarm) return day;
  }
  return null;
}

describe('what is usual', () => {
  it('is the prior for an account without days, and its own rate after months', () => {
    expect(baselineRate([], prior)).toEqual({ rate: 0.04, strength: 50, trialsPerDay: 0 });
    const own = baselineRate(
      days(120, () => 0.08),
      prior,
    );
    expect(own.rate).toBeGreaterThan(0.076);
    expect(own.rate).toBeLessThan(0.08);
    expect(own.trialsPerDay).toBeCloseTo(PER_DAY, 10);
  });

  it('one bad day of a tiny account moves it little', () => {
    expect(baselineRate([{ hits: 2, trials: 2 }], prior).rate).toBeLessThan(0.08);
  });

  it('forgets: a bad month half a year ago no longer excuses', () => {
    const then = baselineRate(
      days(210, (day) => (day < 30 ? 0.3 : 0.04)),
      prior,
    );
    expect(then.rate).toBeLessThan(0.05);
  });
});

describe('an attack cannot teach itself in', () => {
  const START = 150;

  it('by climbing to eight times within the 72 hours that no baseline sees', () => {
    const climb = (day: number): number => 0.04 * (1 + 7 * Math.min(1, Math.max(0, day - START) / 3));
    const alarm = firstAlarm(climb, START, START + 4);
    expect(alarm).not.toBeNull();
    expect(alarm ?? Infinity).toBeLessThanOrEqual(START + 3);
  });

  it('within its first ten days: the three of the attack are not among what is usual', () => {
    const young = (day: number): number => (day < 7 ? 0.04 : 0.2);
    const baseline = baselineRate(days(10 - LAG_DAYS, young), prior);
    expect(rateAlarm(outcomes(10, young).subarray(-10 * PER_DAY), baseline, 'refunds').isAlarm).toBe(true);
  });

  it('by doubling every thirty days: the slow memory holds the quick one back', () => {
    const ramp = (day: number): number => 0.04 * Math.min(8, 2 ** (Math.max(0, day - START) / 30));
    expect(firstAlarm(ramp, START, START + 75)).not.toBeNull();
  });

  it('by doubling every sixty days, which the quick memory alone would follow without a word', () => {
    const ramp = (day: number): number => 0.04 * Math.min(8, 2 ** (Math.max(0, day - START) / 60));
    expect(firstAlarm(ramp, START, START + 120)).not.toBeNull();
    const quick = baselineRate(days(START + 90, ramp), prior);
    expect(quick.rate).toBeLessThan(0.06);
  });
});
