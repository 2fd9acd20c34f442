import type { StreamName } from '#lib/risk/detectors/streams.ts';
import { Chance } from '../../attacks/chance.ts';
import type { Family } from '../../attacks/families.ts';
import { HOUR_MS, liveThrough, STORY_BEGINS_MS } from '../../attacks/history.ts';
import { inventSeller, type Population } from '../../attacks/seller.ts';
import { COUNTED_FROM_MS } from './clean-accounts.ts';
import type { Peer } from './peers.ts';
import { alarmsAt, momentsOf } from './replay.ts';
import { firstNotBefore, streamsOf, type Stream } from './streams.ts';

/** How long an attack lasts: what is not noticed by then is missed. */
export const HORIZON_CHARGES = 600;
export const HORIZON_DAYS = 120;
const EARLIEST_DAY = 40;
const LATEST_DAY = 200;
const SEEDS_APART = 10_000_000;

/** When the first alarm came after the start of an attack: charges and hours; null when it never did. */
export type Delay = { events: number; hours: number } | null;

type Struck = { streams: Stream[]; startMs: number; endMs: number };

/** One account that lives honestly until the family's story begins. */
export function strike(
  family: Family,
  seed: number,
  population: Population,
  names: readonly StreamName[],
): Struck {
  const seller = inventSeller(seed * SEEDS_APART + 7, population);
  const chance = new Chance(seed);
  const fromHour = 24 * EARLIEST_DAY + chance.below(24 * (LATEST_DAY - EARLIEST_DAY));
  const perDay = seller.attemptsPerDay;
  const days =
    family.lasts === 'long' ? HORIZON_DAYS : Math.min(HORIZON_DAYS, 4 + (2 * HORIZON_CHARGES) / perDay);
  const { attempts } = liveThrough(seller, fromHour + Math.ceil(24 * days), { fromHour, bend: family.bend });
  const startMs = STORY_BEGINS_MS + fromHour * HOUR_MS;
  return { streams: streamsOf(attempts, names), startMs, endMs: startMs + days * 24 * HOUR_MS };
}

/** The first alarm of the streams, at their thresholds, from the start on; false ones before it have been looked at. */
export function delayOf(
  { streams, startMs, endMs }: Struck,
  tells: readonly StreamName[],
  thresholds: Record<StreamName, number>,
): Delay {
  const delays = streams
    .filter(({ name }) => tells.includes(name))
    .map((stream) => {
      for (const { at, newest } of alarmsAt(momentsOf(stream, COUNTED_FROM_MS), thresholds[stream.name]))
        if (at >= startMs) return { at, events: newest - firstNotBefore(stream.at, startMs) };
      return null;
    })
    .filter((delay) => delay !== null)
    .toSorted((one, other) => one.at - other.at);
  const first = delays[0];
  if (first === undefined || first.at > endMs) return null;
  return { events: first.events, hours: (first.at - startMs) / HOUR_MS };
}

/** The same for a peer, on the stream of refunds. */
export function delayOfPeer({ streams, startMs }: Struck, peer: Peer, threshold: number): Delay {
  const refunds = streams.find(({ name }) => name === 'refunds');
  if (refunds === undefined) return null;
  for (const trial of peer(refunds, COUNTED_FROM_MS, threshold)) {
    const at = refunds.at[trial] ?? 0;
    if (at < startMs) continue;
    return { events: trial + 1 - firstNotBefore(refunds.at, startMs), hours: (at - startMs) / HOUR_MS };
  }
  return null;
}

export type Delays = {
  attacks: number;
  missedShare: number;
  events: { median: number | null; p90: number | null };
  hours: { median: number | null; p90: number | null };
};

/** A miss is a delay without end; a quantile that falls on one is null. Later than `mostEvents` is a miss. */
export function spreadOf(delays: readonly Delay[], mostEvents: number): Delays {
  const within = delays.map((delay) => (delay !== null && delay.events <= mostEvents ? delay : null));
  const quantile = (of: 'events' | 'hours', share: number): number | null => {
    const sorted = within.map((delay) => delay?.[of] ?? Infinity).toSorted((a, b) => a - b);
    const value = sorted[Math.ceil(share * sorted.length) - 1] ?? Infinity;
    return value === Infinity ? null : Number(value.toFixed(1));
  };
  return {
    attacks: delays.length,
    missedShare: Number((within.filter((delay) => delay === null).length / delays.length).toFixed(4)),
    events: { median: quantile('events', 0.5), p90: quantile('events', 0.9) },
    hours: { median: quantile('hours', 0.5), p90: quantile('hours', 0.9) },
  };
}
