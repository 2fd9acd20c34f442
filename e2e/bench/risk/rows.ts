import type { StreamName } from '#lib/risk/detectors/streams.ts';
import { FAMILIES, type Family } from '../../attacks/families.ts';
import type { Population } from '../../attacks/seller.ts';
import {
  delayOf,
  delayOfPeer,
  HORIZON_CHARGES,
  HORIZON_DAYS,
  spreadOf,
  strike,
  type Delays,
} from './attack-runs.ts';
import { COUNTED_FROM_MS } from './clean-accounts.ts';
import { PEERS, type PeerName } from './peers.ts';
import { alarmsAt, momentsOf } from './replay.ts';
import { STREAMS } from './streams.ts';

export type Thresholds = Record<StreamName, number>;
export type PeerThresholds = Record<PeerName, number>;

type Order = { seed: number; attacks: number; barAttacks: number; population: Population };

type AttackRow = {
  family: string;
  blame: string;
  tells: readonly StreamName[];
  sluice: Delays;
  peers?: Record<PeerName, Delays>;
};

/** Of the surges that have a bar, more are tried than of other attacks. */
export const BARS: Record<string, { median: number; p90: number; missedShare: number }> = {
  'refund-surge-x5': { median: 30, p90: 80, missedShare: 0.01 },
  'refund-surge-x8': { median: 15, p90: 35, missedShare: 0.01 },
};

const peerNames = Object.keys(PEERS) as PeerName[];
const perPeer = <T>(of: (name: PeerName) => T): Record<PeerName, T> => ({
  zScoreOf24Hours: of('zScoreOf24Hours'),
  pageHinkley: of('pageHinkley'),
});

/** Every attack on accounts that no calibration saw; peers are asked on the refund surges alone. */
export function attackRows(
  families: readonly Family[],
  order: Order,
  thresholds: Thresholds,
  peerThresholds: PeerThresholds,
): AttackRow[] {
  return families
    .filter(({ tells }) => tells.length > 0)
    .map((family) => {
      const row = attackRow(family, order, thresholds, peerThresholds);
      report(row);
      return row;
    });
}

function attackRow(
  family: Family,
  order: Order,
  thresholds: Thresholds,
  peerThresholds: PeerThresholds,
): AttackRow {
  const { name, blame, tells, lasts } = family;
  const mostEvents = lasts === 'long' ? Infinity : HORIZON_CHARGES;
  const hasPeers = name.startsWith('refund-surge-x');
  const struck = Array.from({ length: name in BARS ? order.barAttacks : order.attacks }, (_, one) => {
    const account = strike(family, order.seed + one, order.population, tells);
    const ofPeer = (peer: PeerName) => delayOfPeer(account, PEERS[peer], peerThresholds[peer]);
    return { ours: delayOf(account, tells, thresholds), peers: hasPeers ? perPeer(ofPeer) : null };
  });
  const ofPeers = (peer: PeerName) =>
    spreadOf(
      struck.map(({ peers }) => peers?.[peer] ?? null),
      mostEvents,
    );
  return {
    family: name,
    blame,
    tells,
    sluice: spreadOf(
      struck.map(({ ours }) => ours),
      mostEvents,
    ),
    ...(hasPeers ? { peers: perPeer(ofPeers) } : {}),
  };
}

function report({ family, sluice, peers }: AttackRow): void {
  const line = (who: string, { events, hours, missedShare }: Delays): void => {
    const found = `events ${events.median ?? '-'}/${events.p90 ?? '-'}, hours ${hours.median ?? '-'}/${hours.p90 ?? '-'}`;
    process.stderr.write(
      `${family.padEnd(22)} ${who.padEnd(16)} ${found}, missed ${(100 * missedShare).toFixed(1)} %\n`,
    );
  };
  line('sluice', sluice);
  if (peers !== undefined) for (const peer of peerNames) line(peer, peers[peer]);
}

type HonestRow = { family: string; accounts: number; falsePausesPerAccountYear: number };

/** False pauses over all streams while an honest story goes on. */
export function honestRows(order: Order, thresholds: Thresholds): HonestRow[] {
  return FAMILIES.filter(({ tells }) => tells.length === 0).map((family) => {
    let alarms = 0;
    for (let one = 0; one < order.attacks; one += 1) {
      const { streams, startMs, endMs } = strike(
        { ...family, lasts: 'long' },
        order.seed + one,
        order.population,
        STREAMS,
      );
      for (const stream of streams)
        for (const { at } of alarmsAt(momentsOf(stream, COUNTED_FROM_MS), thresholds[stream.name]))
          if (at >= startMs && at <= endMs) alarms += 1;
    }
    const perYear = (alarms / order.attacks) * (365 / HORIZON_DAYS);
    const row = {
      family: family.name,
      accounts: order.attacks,
      falsePausesPerAccountYear: Number(perYear.toFixed(3)),
    };
    process.stderr.write(`${family.name.padEnd(22)} ${perYear.toFixed(2)} false pauses per account-year\n`);
    return row;
  });
}

type BarRow = { bar: Record<string, number>; holds: boolean };

/** Whether the surges were noticed as soon as they must be. */
export function surgeBars(rows: readonly AttackRow[]): Record<string, BarRow> {
  const bars = Object.entries(BARS).map(([family, bar]): [string, BarRow] => {
    const delays = rows.find((row) => row.family === family)?.sluice;
    const holds =
      (delays?.events.median ?? Infinity) <= bar.median &&
      (delays?.events.p90 ?? Infinity) <= bar.p90 &&
      (delays?.missedShare ?? 1) <= bar.missedShare;
    return [family, { bar, holds }];
  });
  return Object.fromEntries(bars);
}
