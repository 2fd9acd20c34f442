import { Stripe } from 'stripe';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLimiter, type LimiterOptions } from './limiter.ts';

const OPTIONS: LimiterOptions = {
  startPerSecond: 10,
  floorPerSecond: 1,
  ceilingPerSecond: 50,
  inFlightMax: 1_000,
  interactivePlaces: 0,
};

const tooMany = () =>
  new Stripe.errors.StripeRateLimitError({ type: 'rate_limit_error', message: 'slow down', statusCode: 429 });

describe('the read limiter', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('starts one second’s worth at once and the rest at its rate', async () => {
    const limiter = createLimiter({ ...OPTIONS, ceilingPerSecond: 10 });
    let started = 0;
    const never = () => new Promise<void>(() => (started += 1));
    for (let i = 0; i < 40; i += 1) void limiter.run(never, 'bulk');
    expect(started).toBe(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toBe(10);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(started).toBeGreaterThanOrEqual(19);
    expect(started).toBeLessThanOrEqual(20);
  });

  it('grows while nobody complains, up to its ceiling', async () => {
    const limiter = createLimiter(OPTIONS);
    for (let i = 0; i < 300; i += 1) void limiter.run(() => Promise.resolve(), 'bulk');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(limiter.state()).toMatchObject({ perSecond: 50, inFlight: 0, waiting: 0, refusals: 0 });
  });

  it('halves on 429, once for a burst of them, and then grows by about one a second', async () => {
    const limiter = createLimiter({ ...OPTIONS, startPerSecond: 40 });
    const refused = Array.from({ length: 5 }, () =>
      limiter.run(() => Promise.reject(tooMany()), 'bulk').catch((error: unknown) => error),
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(await Promise.all(refused)).toHaveLength(5);
    expect(limiter.state()).toMatchObject({ perSecond: 20, refusals: 5 });
    for (let i = 0; i < 20; i += 1) void limiter.run(() => Promise.resolve(), 'bulk');
    await vi.advanceTimersByTimeAsync(1_100);
    expect(limiter.state().perSecond).toBeGreaterThan(20.5);
    expect(limiter.state().perSecond).toBeLessThan(22);
  });

  it('never goes below its floor', async () => {
    const limiter = createLimiter({ ...OPTIONS, startPerSecond: 4 });
    for (let i = 0; i < 6; i += 1) {
      const refused = limiter.run(() => Promise.reject(tooMany()), 'bulk').catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(1_500);
      await refused;
    }
    expect(limiter.state().perSecond).toBe(1);
  });

  it('lets a person’s read in while bulk reads fill their places', async () => {
    const limiter = createLimiter({ ...OPTIONS, startPerSecond: 100, inFlightMax: 6, interactivePlaces: 2 });
    const started: string[] = [];
    const never = (name: string) => () => new Promise<void>(() => started.push(name));
    for (let i = 0; i < 20; i += 1) void limiter.run(never('bulk'), 'bulk');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(started).toEqual(['bulk', 'bulk', 'bulk', 'bulk']);
    void limiter.run(never('interactive'), 'interactive');
    await vi.advanceTimersByTimeAsync(0);
    expect(started.at(-1)).toBe('interactive');
  });

  it('serves a person’s read before bulk reads that came earlier', async () => {
    const limiter = createLimiter({ ...OPTIONS, startPerSecond: 1, ceilingPerSecond: 1 });
    const order: string[] = [];
    const note = (name: string) => () => Promise.resolve(order.push(name));
    const reads = [
      limiter.run(note('bulk 1'), 'bulk'),
      limiter.run(note('bulk 2'), 'bulk'),
      limiter.run(note('person'), 'interactive'),
    ];
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(reads);
    expect(order).toEqual(['bulk 1', 'person', 'bulk 2']);
  });

  it('frees the place of a read that fails for another reason, without slowing down', async () => {
    const limiter = createLimiter({ ...OPTIONS, inFlightMax: 1 });
    const failing = limiter.run(() => Promise.reject(new Error('bug')), 'bulk');
    await expect(failing).rejects.toThrow('bug');
    await expect(limiter.run(() => Promise.resolve('next'), 'bulk')).resolves.toBe('next');
    expect(limiter.state().refusals).toBe(0);
  });
});
