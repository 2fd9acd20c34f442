import { elapsedMs } from '../clock.ts';

/** What became of a turn: `unused` gives it back, because nothing was sent. */
export type TurnOutcome = 'answered' | 'rate_limited' | 'unused';

type MoneyLimiter = {
  /**
   * Runs `call` when its turn has come, first come first served. It says with `begun` that its request leaves now, so that
   * a machine that stalls between turn and request does not let a crowd of them leave at once.
   */
  run: (call: (begun: () => void) => Promise<TurnOutcome>) => Promise<void>;
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

/** Turns given whose request has not left yet: enough for a permit of a fifth of a second at full speed. */
const NOT_BEGUN_MAX = 3;

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
  let notBegun = 0;

  function grant(): void {
    const at = elapsedMs();
    tokens = Math.min(BUCKET_MAX, tokens + ((at - refilledAt) / 1_000) * perSecond);
    refilledAt = at;
    while (tokens >= 1 && waiting.length > 0 && notBegun < NOT_BEGUN_MAX) {
      tokens -= 1;
      notBegun += 1;
      waiting.shift()?.();
    }
    // Whoever begins asks for the next turn.
    if (waiting.length === 0 || notBegun >= NOT_BEGUN_MAX || timer !== undefined) return;
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
      let hasBegun = false;
      const begun = (): void => {
        if (hasBegun) return;
        hasBegun = true;
        notBegun -= 1;
        grant();
      };
      // A call that throws may have been sent: its turn is used.
      let outcome: TurnOutcome = 'answered';
      try {
        outcome = await call(begun);
      } finally {
        note(outcome);
        begun();
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
