import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMoneyLimiter, type TurnOutcome } from './money-limiter.ts';

/* Time stands still but for what the test lets pass. */

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

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
  it('lets two go at once after a pause and then one after the other, evenly', async () => {
    const granted = await turns(createMoneyLimiter(10), 12);
    expect(granted.slice(0, 2)).toEqual([0, 0]);
    expect(granted.at(-1)).toBeGreaterThanOrEqual(1_000);
    expect(granted.at(-1)).toBeLessThan(1_100);
  });

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
        .run((begun) => {
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
