/** Milliseconds. Campaigns pass shorter ones; the database's clock measures all but the first two. */
export type DispatchTiming = {
  /** Stripe's silence that counts as no answer. */
  readonly timeoutMs: number;
  /** A permitted call must begin this soon, so that `timeoutMs` and what is left of the permit still follow. */
  readonly beginMs: number;
  /** How long a permit lasts; afterwards nothing of the call can be under way. */
  readonly callMs: number;
  /** How long a claimed attempt waits for its worker before another one takes it. */
  readonly claimMs: number;
  /** After a 429, until the same key is tried again. */
  readonly retryMs: number;
  /** Until an unknown outcome is looked up first, and how the waits grow. */
  readonly lookUpMs: number;
  readonly lookUpMsMax: number;
  /** After the end of a permit, until a look-up that finds nothing proves that there is nothing. */
  readonly settleMs: number;
  /** Stripe forgets a key after 24 hours; later it would make a second payout. */
  readonly keyMs: number;
  /**
   * After the first call, until the key of a lost one can count as spent although Stripe keeps no failure under it. The last
   * call was an hour earlier, and nothing travels for an hour. The guard of the database says the same.
   */
  readonly forgottenMs: number;
};

export const DISPATCH_TIMING: DispatchTiming = {
  timeoutMs: 15_000,
  beginMs: 3_000,
  callMs: 20_000,
  claimMs: 30_000,
  retryMs: 2_000,
  lookUpMs: 500,
  lookUpMsMax: 60_000,
  settleMs: 60_000,
  keyMs: 23 * 3_600_000,
  forgottenMs: 24 * 3_600_000,
};

/** After so many lost calls people are told. It is asked for again all the same: the key cannot pay twice. */
export const LOST_CALLS_TOLD = 5;

/** Waits between calls with the same key double at most this often: to a quarter of an hour. */
const REPLAY_DOUBLINGS_MAX = 9;

/** After a lost call, until Stripe is asked again with its key. The first time at once: a look-up has just found nothing. */
export function replayWaitMs(calls: number, retryMs: number): number {
  return retryMs * (2 ** Math.min(calls - 1, REPLAY_DOUBLINGS_MAX) - 1);
}
