import type { RateBaseline } from './rate-baseline.ts';
import { rateEvidence, type RateEvidence } from './rate-evidence.ts';
import type { StreamName } from './streams.ts';
import { thresholdOf } from './thresholds.ts';

export type RateAlarm = RateEvidence & { threshold: number; isAlarm: boolean };

/**
 * Whether the newest outcomes of a stream (0 or 1 each, newest last, at most 512, cut at the last verdict of a person)
 * are too many hits for this account. Evaluated after every fact; the thresholds of all streams together cost an
 * honest account at most one false pause a year.
 */
export function rateAlarm(outcomes: Uint8Array, baseline: RateBaseline, stream: StreamName): RateAlarm {
  const evidence = rateEvidence(outcomes, baseline);
  const threshold = thresholdOf(stream, baseline.trialsPerDay);
  return { ...evidence, threshold, isAlarm: evidence.statistic >= threshold };
}
