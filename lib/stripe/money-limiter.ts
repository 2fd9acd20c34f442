import { elapsedMs } from '../clock.ts';

/** What became of a turn: `unused` gives it back, because nothing was sent. */
export type TurnOutcome = 'answered' | 'rate_limited' | 'unused';

/** What a call says of itself, so that its place is free again as soon as Stripe cannot count it any more. */
export type Turn = {
  /** Its request leaves now: a machine that stalls between turn and request lets no crowd of them leave at once. */
  begun: () => void;
  /** Stripe has answered, so it counted the request by now at the latest. */
  answered: () => void;
};

type MoneyLimiter = {
  /** Runs `call` when its turn has come, first come first served. */
  run: (call: (turn: Turn) => Promise<TurnOutcome>) => Promise<void>;
  state: () => { perSecond: number; waiting: number };
};

/** Stripe's limit of creating payouts, counted over any second. Source: docs.stripe.com/rate-limits. */
const PAYOUTS_PER_SECOND = 15;
const PER_SECOND_MIN = 1;

/** A second, each second, until the rate is whole again. */
const GROWTH_PER_SECOND = 2;

/** Stripe's second, and what two clocks differ by in one. */
const COUNTED_MS = 1_005;

/** A request that has left has reached Stripe by then, whenever its answer comes. */
const ON_ITS_WAY_MS = 250;

/** Turns given whose request has not left yet: enough for a permit of a fifth of a second at full speed. */
const NOT_BEGUN_MAX = 3;

/** One refusal for speed is noise: other programs use the same limit. This many of the last calls are a signal. */
const REFUSALS_MAX = 5;
const LAST_CALLS = 20;

/**
 * Lets a money call begin when Stripe has counted fewer than its limit in the last second, however unevenly calls arrive
 * there: each keeps its place until a second after its answer, or after the time in which it must have arrived. The limit
 * halves after several refusals for speed, then grows again with every call that was answered.
 */
export function createMoneyLimiter(ceilingPerSecond = PAYOUTS_PER_SECOND): MoneyLimiter {
  const waiting: (() => void)[] = [];
  /** Until when Stripe may count each call among those of its last second; without an end while it has not left. */
  const places = new Set<{ until: number }>();
  let perSecond = ceilingPerSecond;
  let lastRefusals: boolean[] = [];
  let timer: NodeJS.Timeout | undefined;
  let notBegun = 0;

  function grant(): void {
    const at = elapsedMs();
    for (const place of places) if (place.until <= at) places.delete(place);
    while (waiting.length > 0 && notBegun < NOT_BEGUN_MAX && places.size < Math.floor(perSecond)) {
      notBegun += 1;
      waiting.shift()?.();
    }
    clearTimeout(timer);
    const next = Math.min(...[...places].map(({ until }) => until));
    // Whoever begins, or is answered, asks for the next turn.
    if (waiting.length > 0 && notBegun < NOT_BEGUN_MAX && Number.isFinite(next))
      timer = setTimeout(grant, Math.ceil(next - at));
  }

  function note(outcome: TurnOutcome): void {
    if (outcome === 'unused') return;
    lastRefusals = [...lastRefusals, outcome === 'rate_limited'].slice(-LAST_CALLS);
    if (outcome === 'answered')
      perSecond = Math.min(ceilingPerSecond, perSecond + GROWTH_PER_SECOND / perSecond);
    if (lastRefusals.filter(Boolean).length < REFUSALS_MAX) return;
    perSecond = Math.max(PER_SECOND_MIN, perSecond / 2);
    lastRefusals = [];
  }

  return {
    async run(call) {
      const place = { until: Infinity };
      await new Promise<void>((resolve) => {
        waiting.push(() => {
          places.add(place);
          resolve();
        });
        grant();
      });
      let hasBegun = false;
      const turn: Turn = {
        begun: () => {
          if (hasBegun) return;
          hasBegun = true;
          notBegun -= 1;
          place.until = elapsedMs() + ON_ITS_WAY_MS + COUNTED_MS;
          grant();
        },
        answered: () => {
          place.until = Math.min(place.until, elapsedMs() + COUNTED_MS);
          grant();
        },
      };
      // A call that throws may have been sent: its turn is used.
      let outcome: TurnOutcome = 'answered';
      try {
        outcome = await call(turn);
      } finally {
        note(outcome);
        turn.begun();
        if (outcome === 'unused') places.delete(place);
        turn.answered();
      }
    },
    state: () => ({ perSecond, waiting: waiting.length }),
  };
}

// Other processes have their own; refusals for speed are what makes them share.
const shared = globalThis as { sluiceMoneyLimiter?: MoneyLimiter };

/** The process-wide limiter of payout calls. */
export function moneyLimiter(): MoneyLimiter {
  shared.sluiceMoneyLimiter ??= createMoneyLimiter();
  return shared.sluiceMoneyLimiter;
}
