import { CALIBRATION } from '#lib/risk/detectors/calibration.ts';
import type { StreamName } from '#lib/risk/detectors/streams.ts';
import { COUNTED_FROM_MS, type CleanAccounts } from './clean-accounts.ts';
import { calibrate } from './calibrate.ts';
import { PEERS, type PeerName } from './peers.ts';
import { alarmsAt } from './replay.ts';
import type { PeerThresholds, Thresholds } from './rows.ts';

const LOWEST_LEVEL = 4;
const HIGHEST_LEVEL = 40;
const HIGHEST_PEER_THRESHOLD = 200;

const count = (alarms: Iterable<unknown>): number => [...alarms].length;
const three = (value: number): number => Number(value.toFixed(3));

function ofStream({ moments, accountYears }: CleanAccounts, stream: StreamName, threshold: number): number {
  return (
    moments[stream].reduce((sum, ofAccount) => sum + count(alarmsAt(ofAccount, threshold)), 0) / accountYears
  );
}

function perStream(of: (stream: StreamName) => number): Record<StreamName, number> {
  return {
    refunds: three(of('refunds')),
    disputes: three(of('disputes')),
    highRisk: three(of('highRisk')),
    declines: three(of('declines')),
    newCountries: three(of('newCountries')),
    largeAmounts: three(of('largeAmounts')),
    smallAmounts: three(of('smallAmounts')),
  };
}

/** Alarms a year below which a calibration run sees too few to count. */
const COUNTABLE = 0.1;

/**
 * Thresholds at which each stream spends its part of the budget on these accounts. A part too small to be counted is
 * reached from a countable one: false alarms fall with e to the threshold.
 */
export function thresholdsFrom(clean: CleanAccounts): Thresholds {
  return perStream((stream) => {
    const at = (threshold: number): number => ofStream(clean, stream, threshold);
    const counted = Math.max(CALIBRATION.budget[stream], COUNTABLE);
    const beyond = Math.log(counted / CALIBRATION.budget[stream]);
    return calibrate(at, counted, LOWEST_LEVEL, HIGHEST_LEVEL) + beyond;
  });
}

/** False pauses of honest accounts in a year, each stream's alarms counted one by one. */
export function falsePausesOf(clean: CleanAccounts, thresholds: Thresholds) {
  const byStream = perStream((stream) => ofStream(clean, stream, thresholds[stream]));
  const perAccountYear = three(Object.values(byStream).reduce((sum, one) => sum + one, 0));
  return { accountYears: clean.accountYears, attempts: clean.attempts, perAccountYear, byStream };
}

export function falsePausesOfPeer(clean: CleanAccounts, peer: PeerName, threshold: number): number {
  const alarms = clean.refunds.map((stream) => count(PEERS[peer](stream, COUNTED_FROM_MS, threshold)));
  return three(alarms.reduce((sum, one) => sum + one, 0) / clean.accountYears);
}

/** Thresholds at which each peer costs as many false pauses as our stream of refunds does. */
export function peerThresholdsFrom(clean: CleanAccounts): PeerThresholds {
  const of = (peer: PeerName): number =>
    three(
      calibrate(
        (threshold) => falsePausesOfPeer(clean, peer, threshold),
        CALIBRATION.budget.refunds,
        0.5,
        HIGHEST_PEER_THRESHOLD,
      ),
    );
  return { zScoreOf24Hours: of('zScoreOf24Hours'), pageHinkley: of('pageHinkley') };
}
