import { elapsedMs } from '../clock.ts';
import { env } from '../env.ts';
import { stripeProblem } from './errors.ts';
import type { ReadPriority } from './read-options.ts';

export type LimiterOptions = {
  startPerSecond: number;
  floorPerSecond: number;
  ceilingPerSecond: number;
  inFlightMax: number;
  /** Places in flight that bulk reads never take, so that a person never waits behind a back-fill. */
  interactivePlaces: number;
};

export type LimiterState = { perSecond: number; inFlight: number; waiting: number; refusals: number };

export type Limiter = {
  /** Runs `call` when its turn has come; the result and the error pass through. Interactive goes first. */
  run: <T>(call: () => Promise<T>, priority: ReadPriority) => Promise<T>;
  state: () => LimiterState;
};

/** Growth per answer before Stripe ever refused: at full use the rate grows by half its value each second. */
const GROWTH_PER_ANSWER = 0.5;

/** Refusals this close together are one signal: halving for each would stop the reader for nothing. */
const HALVING_PAUSE_MS = 1_000;

/**
 * Adaptive token bucket with a bound on concurrency: starts low, grows while nobody complains (fast at first, by one
 * request a second each second after the first 429), halves on 429. The SDK does not retry or slow down on 429.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { floorPerSecond, ceilingPerSecond, inFlightMax } = options;
  const queues: Record<ReadPriority, (() => void)[]> = { interactive: [], bulk: [] };
  const inFlight: Record<ReadPriority, number> = { interactive: 0, bulk: 0 };
  let perSecond = options.startPerSecond;
  let tokens = options.startPerSecond;
  let refilledAt = elapsedMs();
  let halvedAt = Number.NEGATIVE_INFINITY;
  let refusals = 0;
  let timer: NodeJS.Timeout | undefined;

  function refill(): void {
    const at = elapsedMs();
    // A bucket holds one second's worth at most, so that an idle reader does not burst later.
    tokens = Math.min(perSecond, tokens + ((at - refilledAt) / 1_000) * perSecond);
    refilledAt = at;
  }

  function next(): ReadPriority | null {
    const total = inFlight.interactive + inFlight.bulk;
    if (total >= inFlightMax) return null;
    if (queues.interactive.length > 0) return 'interactive';
    const hasBulkPlace = inFlight.bulk < inFlightMax - options.interactivePlaces;
    return queues.bulk.length > 0 && hasBulkPlace ? 'bulk' : null;
  }

  function dispatch(): void {
    refill();
    for (let priority = next(); priority !== null; priority = next()) {
      if (tokens < 1) {
        timer ??= setTimeout(
          () => {
            timer = undefined;
            dispatch();
          },
          Math.ceil(((1 - tokens) / perSecond) * 1_000),
        );
        return;
      }
      tokens -= 1;
      inFlight[priority] += 1;
      queues[priority].shift()?.();
    }
  }

  function answered(isRefusal: boolean): void {
    if (!isRefusal) {
      const growth = refusals === 0 ? GROWTH_PER_ANSWER : 1 / perSecond;
      perSecond = Math.min(ceilingPerSecond, perSecond + growth);
      return;
    }
    refusals += 1;
    if (elapsedMs() - halvedAt < HALVING_PAUSE_MS) return;
    halvedAt = elapsedMs();
    perSecond = Math.max(floorPerSecond, perSecond / 2);
    tokens = 0;
  }

  return {
    async run(call, priority) {
      await new Promise<void>((resolve) => {
        queues[priority].push(resolve);
        dispatch();
      });
      try {
        const result = await call();
        answered(false);
        return result;
      } catch (error) {
        answered(stripeProblem(error) === 'rate_limited');
        throw error;
      } finally {
        inFlight[priority] -= 1;
        dispatch();
      }
    },
    state: () => ({
      perSecond,
      inFlight: inFlight.interactive + inFlight.bulk,
      waiting: queues.interactive.length + queues.bulk.length,
      refusals,
    }),
  };
}

/** Stripe allows 25 requests a second in a sandbox, 100 live, shared with the platform's own checkout: leave most of it. */
const CEILING_PER_SECOND = { sandbox: 20, live: 40, local: 400 } as const;
const START_PER_SECOND = 15;
const IN_FLIGHT_MAX = 12;
const INTERACTIVE_PLACES = 4;

const shared = globalThis as { sluiceReadLimiter?: Limiter };

/** The process-wide limiter of reads. Other processes have their own; 429 is what makes them share. */
export function readLimiter(): Limiter {
  shared.sluiceReadLimiter ??= createLimiter({
    startPerSecond: START_PER_SECOND,
    floorPerSecond: 1,
    ceilingPerSecond: CEILING_PER_SECOND[limitKind()],
    inFlightMax: IN_FLIGHT_MAX,
    interactivePlaces: INTERACTIVE_PLACES,
  });
  return shared.sluiceReadLimiter;
}

const sharedStops = globalThis as { sluiceStopLimiter?: Limiter };

/**
 * The process-wide limiter of calls that stop money: a stop never waits behind a back-fill's reads, nor takes what Stripe
 * would refuse.
 */
export function stopLimiter(): Limiter {
  sharedStops.sluiceStopLimiter ??= createLimiter({
    startPerSecond: START_PER_SECOND,
    floorPerSecond: 1,
    ceilingPerSecond: CEILING_PER_SECOND[limitKind()],
    inFlightMax: IN_FLIGHT_MAX,
    interactivePlaces: 0,
  });
  return sharedStops.sluiceStopLimiter;
}

function limitKind(): keyof typeof CEILING_PER_SECOND {
  const { STRIPE_API_BASE, livemode } = env();
  if (STRIPE_API_BASE !== undefined) return 'local';
  return livemode ? 'live' : 'sandbox';
}
