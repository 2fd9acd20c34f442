import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMoneyLimiter, type TurnOutcome } from './money-limiter.ts';

/* Time stands still but for what the test lets pass. */

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whole numbers below a bound, the same ones in every run. */
function randomBelow(): (bound: number) => number {
  let state = 7;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return bound === 0 ? 0 : state % bound;
  };
}

/** Asks for so many turns at once. @returns when each was granted, in milliseconds from now */
async function turns(
  limiter: ReturnType<typeof createMoneyLimiter>,
  count: number,
  outcome: TurnOutcome = 'answered',
): Promise<number[]> {
  const from = performance.now();
  const granted: number[] = [];
  const all = Array.from({ length: count }, () =>
    limiter.run(() => {
      granted.push(performance.now() - from);
      return Promise.resolve(outcome);
    }),
  );
  await vi.advanceTimersByTimeAsync(120_000);
  await Promise.all(all);
  return granted;
}

describe('the limiter of money calls', () => {
  it.each([
    { answers: 'at once', answerMs: [5, 60], leastPerSecond: 14 },
    { answers: 'unevenly', answerMs: [1, 240], leastPerSecond: 12.4 },
    { answers: 'after seconds', answerMs: [3_000, 3_000], leastPerSecond: 11.5 },
  ] as const)(
    'lets no second hold more than the limit at Stripe, which answers $answers',
    async ({ answerMs: [least, most], leastPerSecond }) => {
      const limiter = createMoneyLimiter(15);
      const arrivals: number[] = [];
      const random = randomBelow();
      const calls = Array.from({ length: 300 }, () =>
        limiter.run(async ({ begun, answered }) => {
          await wait(random(40));
          begun();
          const answerIn = least + random(most - least);
          const arriveIn = random(Math.min(answerIn, 249));
          await wait(arriveIn);
          arrivals.push(performance.now());
          await wait(answerIn - arriveIn);
          answered();
          // The outcome is written down before the turn ends.
          await wait(random(400));
          return 'answered';
        }),
      );
      await vi.advanceTimersByTimeAsync(60_000);
      await Promise.all(calls);
      const inSecondBefore = arrivals.map((at) => arrivals.filter((x) => x > at - 1_000 && x <= at).length);
      expect(Math.max(...inSecondBefore)).toBe(15);
      const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1_000;
      expect(arrivals.length / seconds).toBeGreaterThan(leastPerSecond);
    },
  );

  it('does not mind single refusals for speed, and halves at the fifth of twenty', async () => {
    const limiter = createMoneyLimiter(16);
    await turns(limiter, 4, 'rate_limited');
    expect(limiter.state().perSecond).toBe(16);
    await turns(limiter, 1, 'rate_limited');
    expect(limiter.state().perSecond).toBe(8);
    await turns(limiter, 4, 'rate_limited');
    expect(limiter.state().perSecond).toBe(8);
    await turns(limiter, 200);
    expect(limiter.state().perSecond).toBe(16);
  });

  it('forgets refusals that are twenty calls ago', async () => {
    const limiter = createMoneyLimiter(16);
    await turns(limiter, 4, 'rate_limited');
    await turns(limiter, 20);
    await turns(limiter, 4, 'rate_limited');
    expect(limiter.state().perSecond).toBe(16);
  });

  it('gives an unused turn to the next one at once', async () => {
    const granted = await turns(createMoneyLimiter(1), 50, 'unused');
    expect(granted.at(-1)).toBe(0);
  });

  it('gives no more than three turns to calls that have not begun, however long they take', async () => {
    const limiter = createMoneyLimiter(10);
    const begin: (() => void)[] = [];
    let ended = 0;
    const ending = Promise.withResolvers<TurnOutcome>();
    const all = Array.from({ length: 6 }, () =>
      limiter
        .run(({ begun }) => {
          begin.push(begun);
          return ending.promise;
        })
        .then(() => (ended += 1)),
    );
    await vi.advanceTimersByTimeAsync(5_000);
    expect(begin).toHaveLength(3);
    begin[0]?.();
    begin[0]?.();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(begin).toHaveLength(4);
    ending.resolve('answered');
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(all);
    expect([begin.length, ended]).toEqual([6, 6]);
  });

  it('counts a call that threw as one, and goes on', async () => {
    const limiter = createMoneyLimiter(10);
    const thrown = limiter.run(() => Promise.reject(new Error('lost')));
    await expect(thrown).rejects.toThrow('lost');
    expect(await turns(limiter, 1)).toEqual([0]);
  });
});
