import { describe, expect, it } from 'vitest';
import { CHOSEN_CURVE, CHOSEN_CURVES, runOffPermille } from '../rules/money-at-risk.ts';
import { CHOSEN_BY_HAND, estimateRunOff, type RunOffCohort, type RunOffWay } from './estimate-run-off.ts';

/* Cohorts whose curve is known beforehand, because it was chosen and they were made by it. */

const DAY = 86_400_000;
const WEEKS = 26;
/** The first Monday after them. */
const DATA_TO = Date.parse('2026-10-19T00:00:00Z');

/** Of each week's 10,000 charges of 1: a tenth comes back by refunds within ten days, a hundredth by disputes on days 30 to 79. */
const refundsOn = (age: number): number => (age < 10 ? 100 : 0);
const disputesOn = (age: number): number => (age >= 30 && age < 80 ? 2 : 0);

/** A week's charges with everything that comes back of them, whether anybody has seen it yet or not. */
function cohort(weeksAgo: number, of = { refunds: refundsOn, disputes: disputesOn }): RunOffCohort {
  const endsAt = DATA_TO - weeksAgo * 7 * DAY;
  const back = Array.from({ length: 120 }, (_, age) => age).flatMap((age) =>
    (['refunds', 'disputes'] as const)
      .map((way) => ({ way, age, times: of[way](age), volume: of[way](age) }))
      .filter(({ times }) => times > 0),
  );
  return { endsAt, charges: 10_000, volume: 10_000, back };
}

/** As the database tells it: of what comes back only what has come, by the age of the week's charges, the youngest of which is a day's. */
const seen = (one: RunOffCohort): RunOffCohort => ({
  ...one,
  back: one.back.filter(({ age }) => one.endsAt + age * DAY < DATA_TO),
});

const past = (weeks = WEEKS): RunOffCohort[] =>
  Array.from({ length: weeks }, (_, week) => seen(cohort(week)));
const told = { dataTo: DATA_TO, accounts: 50, given: CHOSEN_BY_HAND };

/** What is left by the law that the cohorts were made by, drawn towards the given curve as the docs say. */
function expected(way: RunOffWay, age: number, times: number): number {
  const on = way === 'refunds' ? refundsOn : disputesOn;
  const upTo = (end: number): number =>
    Array.from({ length: end }, (_, day) => on(day)).reduce((sum, one) => sum + one, 0);
  const own = 1_000 * (1 - (upTo(age) / upTo(120)) * (1 - 0.05));
  const weight = times / (times + 100);
  return weight * own + (1 - weight) * (CHOSEN_CURVE[age] ?? 0);
}

describe('run-off curves', () => {
  it('are the ones that cohorts were made by, each way by itself', () => {
    const { refunds, disputes, observedDays } = estimateRunOff(past(), told);
    expect(observedDays).toBe(120);
    for (const age of [0, 1, 5, 9, 10, 30, 31, 55, 80, 119, 120]) {
      expect(refunds.left[age]).toBeCloseTo(expected('refunds', age, refunds.times), -0.5);
      expect(disputes.left[age]).toBeCloseTo(expected('disputes', age, disputes.times), -0.5);
    }
    expect(refunds.back.at(-1)).toBe(100_000);
    expect(disputes.back.at(-1)).toBe(10_000);
    expect([refunds.weight, disputes.weight]).toEqual([100, 95]);
    // The wider way counts: at 40 days nothing more is given back, and most disputes are still to come.
    expect(refunds.left[40]).toBeLessThan(60);
    expect(runOffPermille(40, { hash: 'x', refunds: refunds.left, disputes: disputes.left })).toBe(
      BigInt(disputes.left[40] ?? 0),
    );
    expect(disputes.left[40]).toBeGreaterThan(CHOSEN_CURVE[40] ?? 0);
  });

  it('never rise, and begin at everything', () => {
    for (const { left } of [estimateRunOff(past(), told), estimateRunOff(past(7), told)].flatMap(
      ({ refunds, disputes }) => [refunds, disputes],
    )) {
      expect(left).toHaveLength(121);
      expect(left[0]).toBe(1_000);
      expect(left.every((permille, age) => age === 0 || permille <= (left[age - 1] ?? 0))).toBe(true);
      expect(left.every((permille) => permille >= 0)).toBe(true);
    }
  });

  it('are told of each age by those cohorts alone that were seen so long: young ones have not come back yet', () => {
    // A platform that grows: half of all charges are of the newest weeks, of which nothing was disputed yet.
    const grown = past().map((one, week) =>
      week < 4
        ? {
            ...one,
            charges: 100_000,
            volume: 100_000,
            back: one.back.map((back) => ({ ...back, volume: 10 * back.volume, times: 10 * back.times })),
          }
        : one,
    );
    const { refunds, disputes } = estimateRunOff(grown, told);
    expect(disputes.back.at(-1)).toBe(10_000);
    expect(refunds.back.at(-1)).toBe(100_000);
  });

  it('are as the given one beyond the age that anybody has seen', () => {
    const { refunds, disputes, observedDays } = estimateRunOff(past(6), told);
    expect(observedDays).toBe(35);
    expect(refunds.left.slice(36)).toEqual(CHOSEN_CURVE.slice(36));
    // Of disputes a few days were seen: too little to tell where they end, so most is still to come by the given tail.
    expect(disputes.left[35]).toBeGreaterThanOrEqual(CHOSEN_CURVE[35] ?? 0);
    // All refunds that were seen had come by the tenth day; the rest of the given tail, 400 in a thousand, is still to come.
    expect(refunds.left[20]).toBeCloseTo(400, -1.5);
  });

  it('of a thin past are the given one to the bit', () => {
    const few = seen({ ...cohort(20, { refunds: () => 0, disputes: (age) => Number(age < 29) }) });
    const { refunds, disputes } = estimateRunOff([few], told);
    expect(disputes.times).toBe(29);
    expect(refunds.left).toEqual(CHOSEN_CURVE);
    expect(disputes.left).toEqual(CHOSEN_CURVE);
    expect([refunds.weight, disputes.weight]).toEqual([0, 0]);
    // Of nine accounts, however much came back: nobody makes the curve of its own money.
    const ofNine = estimateRunOff(past(), { ...told, accounts: 9 });
    expect([ofNine.refunds.left, ofNine.disputes.left]).toEqual([CHOSEN_CURVE, CHOSEN_CURVE]);
    expect(estimateRunOff(past(), { ...told, accounts: 10 }).refunds.weight).toBe(100);
    expect(estimateRunOff([], told).observedDays).toBe(0);
    // Ages that fewer than a hundred charges have reached are not seen.
    const young = [seen(cohort(2)), { ...seen(cohort(10)), charges: 99 }];
    expect(estimateRunOff(young, told).observedDays).toBe(14);
  });

  it('that were chosen by hand are what they were', () => {
    expect(
      [0, 7, 8, 14, 30, 31, 60, 90, 120, 121].map((days) => runOffPermille(days, CHOSEN_CURVES)),
    ).toEqual([1_000n, 1_000n, 900n, 900n, 700n, 400n, 400n, 200n, 50n, 0n]);
  });
});
