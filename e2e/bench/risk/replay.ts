import type { RateBaseline } from '#lib/risk/detectors/rate-baseline.ts';
import { LARGEST_WINDOW, rateEvidence } from '#lib/risk/detectors/rate-evidence.ts';
import { forVolume } from '#lib/risk/detectors/thresholds.ts';
import type { Stream } from './streams.ts';

/** A moment at which a stream looked worse than before: kept when an alarm at some threshold is conceivable. */
export type Moment = {
  at: number;
  /** Trials up to then. */
  newest: number;
  /** Evidence less what the account's volume adds to any threshold. */
  level: number;
  outcomes: Uint8Array;
  baseline: RateBaseline;
};

const LEAST_LEVEL = 2;

/** Goes through a stream as it became known, from `fromMs` on; evidence grows only when a hit arrives. */
export function* momentsOf(stream: Stream, fromMs: number): Generator<Moment> {
  const known = new Uint8Array(stream.at.length);
  let newest = 0;
  for (const { at, trial } of arrivalsOf(stream)) {
    known[trial] = 1;
    if (at < fromMs) continue;
    while ((stream.at[newest] ?? Infinity) <= at) newest += 1;
    if (trial < newest - LARGEST_WINDOW) continue;
    const baseline = stream.baselineAt(at);
    const outcomes = known.subarray(Math.max(0, newest - LARGEST_WINDOW), newest);
    const level = rateEvidence(outcomes, baseline).statistic - forVolume(baseline.trialsPerDay);
    if (level >= LEAST_LEVEL) yield { at, newest, level, outcomes: outcomes.slice(), baseline };
  }
}

function arrivalsOf({ hitAt }: Stream): { at: number; trial: number }[] {
  const arrivals: { at: number; trial: number }[] = [];
  for (const [trial, at] of hitAt.entries()) if (at !== Infinity) arrivals.push({ at, trial });
  return arrivals.sort((one, other) => one.at - other.at || one.trial - other.trial);
}

/** Alarms at a threshold. After each, a person has looked: what was seen up to then is no evidence any more. */
export function* alarmsAt(moments: Iterable<Moment>, threshold: number): Generator<Moment> {
  let lookedAt = 0;
  for (const moment of moments) {
    if (moment.level < threshold) continue;
    const left = Math.min(moment.outcomes.length, moment.newest - lookedAt);
    if (left < moment.outcomes.length) {
      const { statistic } = rateEvidence(moment.outcomes.subarray(-left), moment.baseline);
      if (left === 0 || statistic - forVolume(moment.baseline.trialsPerDay) < threshold) continue;
    }
    yield moment;
    lookedAt = moment.newest;
  }
}
