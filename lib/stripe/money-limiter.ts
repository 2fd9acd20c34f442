import { elapsedMs } from '../clock.ts';

/** What became of a turn: `unused` gives it back, because nothing was sent. */
export type TurnOutcome = 'answered' | 'rate_limited' | 'unused';

type MoneyLimiter = {
  /** Runs `call` when its turn has come, first come first served. */
  run: (call: () => Promise<TurnOutcome>) => Promise<void>;
  state: () => { perSecond: number; waiting: number };
};

/**
 * Stripe's limit of creating payouts is 15 a second (docs.stripe.com/rate-limits), counted over any second. A fiftieth below:
 * calls that arrive unevenly at exactly that rate are one too many in every other second.
 */
const PAYOUTS_PER_SECOND = 14.7;
const PER_SECOND_MIN = 1;

/** A second, each second, until the rate is whole again. */
const GROWTH_PER_SECOND = 2;

/** So few that a burst after a pause stays within Stripe's second. */
const BUCKET_MAX = 2;

/** One refusal for speed is noise: other programs use the same limit. This many of the last calls are a signal. */
const REFUSALS_MAX = 5;
const LAST_CALLS = 20;

/**
 * Lets so many money calls begin a second: halves after several refusals for speed, then grows again with every
 * call that was answered.
 */
export function createMoneyLimiter(ceilingPerSecond = PAYOUTS_PER_SECOND): MoneyLimiter {
  const waiting: (() => void)[] = [];
  let perSecond = ceilingPerSecond;
  let tokens = BUCKET_MAX;
  let refilledAt = elapsedMs();
  let lastRefusals: boolean[] = [];
  let timer: NodeJS.Timeout | undefined;

  function grant(): void {
    const at = elapsedMs();
    tokens = Math.min(BUCKET_MAX, tokens + ((at - refilledAt) / 1_000) * perSecond);
    refilledAt = at;
    while (tokens >= 1 && waiting.length > 0) {
      tokens -= 1;
      waiting.shift()?.();
    }
    if (waiting.length === 0 || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        grant();
      },
      Math.ceil(((1 - tokens) / perSecond) * 1_000),
    );
  }

  function note(outcome: TurnOutcome): void {
    if (outcome === 'unused') {
      tokens = Math.min(BUCKET_MAX, tokens + 1);
      return;
    }
    lastRefusals = [...lastRefusals, outcome === 'rate_limited'].slice(-LAST_CALLS);
    if (outcome === 'answered')
      perSecond = Math.min(ceilingPerSecond, perSecond + GROWTH_PER_SECOND / perSecond);
    if (lastRefusals.filter(Boolean).length < REFUSALS_MAX) return;
    perSecond = Math.max(PER_SECOND_MIN, perSecond / 2);
    lastRefusals = [];
  }

  return {
    async run(call) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        grant();
      });
      // A call that throws may have been sent: its turn is used.
      let outcome: TurnOutcome = 'answered';
      try {
        outcome = await call();
      } finally {
        note(outcome);
        grant();
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
