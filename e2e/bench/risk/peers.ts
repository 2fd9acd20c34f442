import type { RateBaseline } from '#lib/risk/detectors/rate-baseline.ts';
import { HOUR_MS } from '../../attacks/history.ts';
import type { Stream } from './streams.ts';

/** A published detector on a stream whose outcomes are known with the charge: the trials at which it alarms. */
export type Peer = (stream: Stream, fromMs: number, threshold: number) => Generator<number>;

const FEWEST_HITS = 3;

/** Hits of the last 24 hours against the same lagged baseline, in standard deviations of the binomial. */
function* zScoreOf24Hours(stream: Stream, fromMs: number, threshold: number): Generator<number> {
  let oldest = 0;
  let hits = 0;
  for (const [trial, at] of stream.at.entries()) {
    hits += isHit(stream, trial);
    for (; oldest <= trial && (stream.at[oldest] ?? at) <= at - 24 * HOUR_MS; oldest += 1)
      hits -= isHit(stream, oldest);
    if (at < fromMs || isHit(stream, trial) === 0 || hits < FEWEST_HITS) continue;
    if (deviations(hits, trial + 1 - oldest, stream.baselineAt(at)) < threshold) continue;
    yield trial;
    oldest = trial + 1;
    hits = 0;
  }
}

function deviations(hits: number, trials: number, { rate }: RateBaseline): number {
  return (hits - trials * rate) / Math.sqrt(trials * rate * (1 - rate));
}

const FEWEST_TRIALS = 30;
const DELTA = 0.005;
const FORGETTING = 0.9999;

/** Page and Hinkley's test in the form and with the settings of the library `river`: mean of all that was seen. */
function* pageHinkley(stream: Stream, fromMs: number, threshold: number): Generator<number> {
  let seen = 0;
  let mean = 0;
  let sum = 0;
  for (const [trial, at] of stream.at.entries()) {
    const x = isHit(stream, trial);
    seen += 1;
    mean += (x - mean) / seen;
    sum = Math.max(0, FORGETTING * sum + x - mean - DELTA);
    if (seen < FEWEST_TRIALS || sum < threshold) continue;
    if (at >= fromMs) yield trial;
    seen = 0;
    mean = 0;
    sum = 0;
  }
}

function isHit({ hitAt }: Stream, trial: number): 0 | 1 {
  return hitAt[trial] === Infinity || hitAt[trial] === undefined ? 0 : 1;
}

export const PEERS = { zScoreOf24Hours, pageHinkley } satisfies Record<string, Peer>;
export type PeerName = keyof typeof PEERS;
