import { CHOSEN_CURVE, RUN_OFF_DAYS, type RunOffCurve } from '../rules/money-at-risk.ts';

export type RunOffWay = 'refunds' | 'disputes';

/** Charges of one week, and what came back of them. Volumes are minor units of one currency as shares are made of them, and no money. */
export type RunOffCohort = {
  /** When its week is over, in milliseconds. */
  readonly endsAt: number;
  readonly charges: number;
  readonly volume: number;
  readonly back: readonly {
    readonly way: RunOffWay;
    /** Whole days since the charge. */
    readonly age: number;
    readonly times: number;
    readonly volume: number;
  }[];
};

/** One way on which money comes back. */
export type WayEstimate = {
  /** What can still come back, permille by age from 0 to 120 days, drawn towards the curve that was given. */
  readonly left: RunOffCurve;
  /** What had come back of all that was charged, in millionths by age, as far as anybody has seen. */
  readonly back: readonly number[];
  /** So often something came back in what was seen. */
  readonly times: number;
  /** How much of the curve is the estimate's own, in hundredths. */
  readonly weight: number;
};

export type RunOffEstimate = Readonly<Record<RunOffWay, WayEstimate>> & {
  /** Up to which age cohorts were seen. */
  readonly observedDays: number;
};

const DAY_MS = 86_400_000;
/** Of fewer charges that are old enough an age is not seen. */
const CHARGES_MIN = 100;
/** Something came back less often: the curve that was given stands. */
const TIMES_MIN = 30;
/** So often something must have come back for the estimate to weigh as much as the curve that was given (Bühlmann, 1967). */
const TIMES_OF_HALF = 100;
/** One seller makes no curve by which its own money runs off. */
export const RUN_OFF_ACCOUNTS_MIN = 10;

/**
 * Pure: how money came back from cohorts of charges, by age. An age is told by those cohorts alone of which all charges were observed
 * that long (Kaplan, Meier 1958), and refunds and disputes take from the same money (Aalen, Johansen 1978). What comes after the
 * last age that was seen is as in the curve that was given: the tail factor of chain ladders.
 * @param dataTo until when things were seen, in milliseconds @param given what a thin past is drawn towards
 */
export function estimateRunOff(
  cohorts: readonly RunOffCohort[],
  { dataTo, accounts, given }: { dataTo: number; accounts: number; given: RunOffGiven },
): RunOffEstimate {
  const { back, times, observedDays } = cumulative(cohorts, dataTo);
  const isThin = accounts < RUN_OFF_ACCOUNTS_MIN;
  return {
    refunds: wayEstimate(back.refunds, isThin ? 0 : times.refunds, times.refunds, given.refunds),
    disputes: wayEstimate(back.disputes, isThin ? 0 : times.disputes, times.disputes, given.disputes),
    observedDays,
  };
}

export type RunOffGiven = Readonly<Record<RunOffWay, RunOffCurve>>;
export const CHOSEN_BY_HAND: RunOffGiven = { refunds: CHOSEN_CURVE, disputes: CHOSEN_CURVE };

/** Shares of what was charged that had come back at each age; as many as ages were seen, and one for the beginning. */
function cumulative(cohorts: readonly RunOffCohort[], dataTo: number) {
  const back = { refunds: [0], disputes: [0] };
  const times = { refunds: 0, disputes: 0 };
  const alive = cohorts.map((cohort) => ({
    left: cohort.volume,
    // Its last charge is so many whole days old.
    seenDays: Math.floor((dataTo - cohort.endsAt) / DAY_MS),
    charges: cohort.charges,
    byAge: Map.groupBy(cohort.back, ({ age }) => age),
  }));
  let kept = 1;
  let age = 0;
  for (; age < RUN_OFF_DAYS; age += 1) {
    const seen = alive.filter(({ seenDays }) => seenDays > age);
    const charges = seen.reduce((sum, cohort) => sum + cohort.charges, 0);
    const atRisk = seen.reduce((sum, { left }) => sum + left, 0);
    if (charges < CHARGES_MIN || atRisk <= 0) break;
    const now = { refunds: 0, disputes: 0 };
    for (const cohort of seen)
      for (const { way, volume, times: often } of cohort.byAge.get(age) ?? []) {
        // A charge that was disputed and given back is lost once.
        const taken = Math.min(volume, cohort.left);
        cohort.left -= taken;
        now[way] += taken;
        times[way] += often;
      }
    back.refunds.push((back.refunds.at(-1) ?? 0) + (kept * now.refunds) / atRisk);
    back.disputes.push((back.disputes.at(-1) ?? 0) + (kept * now.disputes) / atRisk);
    kept *= 1 - (now.refunds + now.disputes) / atRisk;
  }
  return { back, times, observedDays: age };
}

function wayEstimate(
  back: readonly number[],
  countedTimes: number,
  times: number,
  given: RunOffCurve,
): WayEstimate {
  const observed = back.length - 1;
  const all = back[observed] ?? 0;
  const isToldOf = countedTimes >= TIMES_MIN && all > 0;
  const weight = isToldOf ? countedTimes / (countedTimes + TIMES_OF_HALF) : 0;
  const tail = (given[observed] ?? 0) / 1_000;
  return {
    left: given.map((permille, age) => {
      if (weight === 0 || age > observed) return permille;
      const own = 1_000 * (1 - ((back[age] ?? 0) / all) * (1 - tail));
      return Math.round(weight * own + (1 - weight) * permille);
    }),
    back: back.map((share) => Math.round(1e6 * share)),
    times,
    weight: Math.round(100 * weight),
  };
}
