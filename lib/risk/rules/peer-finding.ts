import type { Contribution } from './decide.ts';

/** Where an account stands among its peers, as it is kept with a decision. */
export type PeerFinding = {
  /** SHA-256 of the forest's text. */
  readonly forest: string;
  /** `bakeries in DE`, and how many they were. */
  readonly group: string;
  readonly accounts: number;
  /** Between 0 and 1; its base-2 logarithm is the base and what each feature adds. */
  readonly score: number;
  readonly base: number;
  readonly contributions: readonly Contribution[];
  /** Of the peers, the share that is less unusual. */
  readonly percentile: number;
};

/** A twentieth of all honest accounts is always among the most unusual twentieth: below it nothing is said. */
const SAID_BEYOND = 0.95;
/** As much as velocity, and for the same reason: what is unusual is not wrong. */
export const PEERS_ADDS_MAX = 0.8;
const ADDS_PER_NAT = 0.2;
/** Features that a line names. */
const NAMED = 2;

/** What standing apart from the peers adds to the log-odds: nothing for nineteen of twenty, little for anybody. */
export function peersAdd({ percentile }: PeerFinding): number {
  if (percentile <= SAID_BEYOND) return 0;
  const rarer = Math.log((1 - SAID_BEYOND) / (1 - percentile));
  return Math.min(PEERS_ADDS_MAX, ADDS_PER_NAT * rarer);
}

/** Features that set an account apart, the strongest first. */
export function namedFeatures({ contributions }: PeerFinding): string[] {
  return contributions
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1))
    .slice(0, NAMED)
    .map(({ key }) => key);
}
