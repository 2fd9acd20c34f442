import { describe, expect, it } from 'vitest';
import { CALIBRATION } from '#lib/risk/detectors/calibration.ts';
import type { StreamName } from '#lib/risk/detectors/streams.ts';
import { FAMILIES } from '../../attacks/families.ts';
import { HOUR_MS, liveThrough, STORY_BEGINS_MS, type Attempt } from '../../attacks/history.ts';
import { inventSeller, USUAL_POPULATION } from '../../attacks/seller.ts';
import { calibrate } from './calibrate.ts';
import { COUNTED_FROM_MS } from './clean-accounts.ts';
import { PEERS } from './peers.ts';
import { alarmsAt, momentsOf } from './replay.ts';
import { streamsOf, type Stream } from './streams.ts';

const SELLER = { ...inventSeller(5, USUAL_POPULATION), attemptsPerDay: 50 };
const START_HOUR = 100 * 24;
const startMs = STORY_BEGINS_MS + START_HOUR * HOUR_MS;

function attemptsOf(name: string): Attempt[] {
  const family = FAMILIES.find((one) => one.name === name);
  if (family === undefined) throw new Error(`No family ${name}.`);
  return liveThrough(SELLER, START_HOUR + 20 * 24, { fromHour: START_HOUR, bend: family.bend }).attempts;
}

function streamOf(name: StreamName, attempts: readonly Attempt[]): Stream {
  const [stream] = streamsOf(attempts, [name]);
  if (stream === undefined) throw new Error(`No stream ${name}.`);
  return stream;
}

const alarmsOf = (stream: Stream): number[] =>
  [...alarmsAt(momentsOf(stream, COUNTED_FROM_MS), CALIBRATION.thresholds[stream.name])].map(({ at }) => at);

const isAfterStart = (at: number): boolean => at >= startMs;

describe('what the detectors make of a story', () => {
  it('refunds that the platform made are not the seller’s, and would be an alarm if they were', () => {
    const attempts = attemptsOf('platform-refunds');
    expect(alarmsOf(streamOf('refunds', attempts)).filter(isAfterStart)).toEqual([]);
    const blamed = attempts.map((attempt) => ({
      ...attempt,
      refund: attempt.refund === null ? null : { ...attempt.refund, byPlatform: false },
    }));
    expect(alarmsOf(streamOf('refunds', blamed)).filter(isAfterStart).length).toBeGreaterThan(0);
  });

  it('a surge is noticed, and after a person has looked only what comes later counts', () => {
    const stream = streamOf('refunds', attemptsOf('refund-surge-x8'));
    const alarms = alarmsOf(stream).filter(isAfterStart);
    expect(alarms.length).toBeGreaterThan(1);
    const evidence = [...momentsOf(stream, startMs)];
    expect(alarms.length).toBeLessThan(evidence.length / 2);
  });

  it('card testing tells of itself in declines within the hour', () => {
    const [first] = alarmsOf(streamOf('declines', attemptsOf('card-testing'))).filter(isAfterStart);
    expect(first).toBeLessThan(startMs + HOUR_MS);
  });

  it('a flash sale is no alarm in any stream', () => {
    const alarms = streamsOf(attemptsOf('flash-sale')).map((stream) => alarmsOf(stream).filter(isAfterStart));
    expect(alarms.flat()).toEqual([]);
  });

  it('the same story gives the same evidence, and what comes later changes nothing', () => {
    const attempts = attemptsOf('refund-surge-x5');
    const [whole, cut] = [attempts, attempts.filter(({ at }) => at < startMs + 24 * HOUR_MS)];
    const until = [...momentsOf(streamOf('highRisk', whole), COUNTED_FROM_MS)].filter(
      ({ at }) => at < startMs + 24 * HOUR_MS,
    );
    expect([...momentsOf(streamOf('highRisk', cut), COUNTED_FROM_MS)]).toEqual(until);
  });
});

describe('the peers', () => {
  const stream = streamOf('refunds', attemptsOf('refund-surge-x8'));

  it.each(Object.entries(PEERS))(
    '%s notices a surge, and alarms less the higher its threshold',
    (_, peer) => {
      const counts = [4, 8, 1e6].map((threshold) => [...peer(stream, COUNTED_FROM_MS, threshold)].length);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      expect(counts[0]).toBeGreaterThan(0);
      expect(counts[2]).toBe(0);
    },
  );
});

it('a threshold is the lowest that stays within the budget', () => {
  const threshold = calibrate((at) => 10 - at, 3, 0, 10);
  expect(threshold).toBeCloseTo(7, 5);
  expect(10 - threshold).toBeLessThanOrEqual(3);
});
