import { describe, expect, test } from 'vitest';
import type { Fault, RateLimitedReason } from './faults.ts';
import { account, failure, fund, sdkFor, startForEach } from './started.ts';

const started = startForEach();

/** A funded account whose next payout meets `fault`. */
function facing(fault: Fault, times = 1): string {
  const id = account(started.simulator);
  fund(started.simulator, id, 10_000);
  started.simulator.faults.add({ match: { method: 'POST', path: '/v1/payouts' }, fault, times });
  return id;
}

const pay = (id: string, idempotencyKey = 'key') =>
  started.stripe.payouts.create(
    { amount: 1000, currency: 'usd' },
    { stripeAccount: id, idempotencyKey, timeout: 500 },
  );
const made = (id: string) => started.simulator.core.store.payouts.rows(id).length;

describe('a lost connection', () => {
  test.each([
    ['reset_before', 0],
    ['timeout_before', 0],
    ['reset_after', 1],
    ['timeout_after', 1],
    ['truncated', 1],
  ] as const)('%s leaves %i payouts behind, and the key finds them again', async (kind, expected) => {
    // The SDK tries a reset connection once more even without retries: with one fault the caller would notice nothing.
    const id = facing({ kind }, kind.startsWith('reset') ? 2 : 1);
    expect((await failure(pay(id))).type).toBe('StripeConnectionError');
    expect(made(id)).toBe(expected);
    expect((await pay(id)).amount).toBe(1000);
    expect(made(id)).toBe(1);
  });
});

describe('429', () => {
  test.each<RateLimitedReason>([
    'global-rate',
    'endpoint-rate',
    'global-concurrency',
    'endpoint-concurrency',
    'resource-specific',
  ])('for reason %s names it and nothing happens', async (reason) => {
    const id = facing({ kind: 'rate_limit', reason });
    const error = await failure(pay(id));
    expect(error).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' });
    expect(error.headers?.['stripe-rate-limited-reason']).toBe(reason);
    expect(made(id)).toBe(0);
    expect((await pay(id)).status).toBe('pending');
  });

  test('is retried by the SDK only when Stripe-Should-Retry says so', async () => {
    const { simulator, running } = started;
    const stripe = sdkFor(running, { maxNetworkRetries: 2 });
    const quiet = facing({ kind: 'rate_limit' });
    const create = (id: string) =>
      stripe.payouts.create({ amount: 1000, currency: 'usd' }, { stripeAccount: id });
    expect((await failure(create(quiet))).statusCode).toBe(429);
    const told = facing({ kind: 'rate_limit', shouldRetry: true });
    expect((await create(told)).status).toBe('pending');
    expect(simulator.requests.list({ path: '/v1/payouts' }).map(({ status }) => status)).toEqual([
      429, 429, 200,
    ]);
  });

  test('lock_timeout has its own code, and no reason of a limit', async () => {
    const error = await failure(pay(facing({ kind: 'lock_timeout' })));
    expect(error).toMatchObject({ statusCode: 429, code: 'lock_timeout' });
    expect(error.headers).toHaveProperty('request-id');
    expect(error.headers).not.toHaveProperty('stripe-rate-limited-reason');
  });

  test('comes from real limits when they are on', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 100_000);
    simulator.rateLimiter.limits = { endpoints: { 'POST /v1/payouts': { perSecond: 15 } } };
    const calls = Array.from({ length: 20 }, () =>
      stripe.payouts.create({ amount: 1, currency: 'usd' }, { stripeAccount: id }),
    );
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(15);
    expect(made(id)).toBe(15);
    expect((await stripe.balance.retrieve({}, { stripeAccount: id })).available[0]?.amount).toBe(99_985);
  });
});

test('409 surfaces as an API error', async () => {
  expect(await failure(pay(facing({ kind: 'conflict' })))).toMatchObject({
    type: 'StripeAPIError',
    statusCode: 409,
  });
});

test.each([
  [true, 1],
  [false, 0],
])(
  'a 500 with the work done: %s is replayed under its key although %i payouts exist',
  async (executed, expected) => {
    const id = facing({ kind: 'error_500', executed });
    expect((await failure(pay(id))).statusCode).toBe(500);
    const replay = await failure(pay(id));
    expect(replay.statusCode).toBe(500);
    expect(replay.headers?.['idempotent-replayed']).toBe('true');
    expect(made(id)).toBe(expected);
    await pay(id, 'another key');
    expect(made(id)).toBe(expected + 1);
  },
);

test('plans strike the n-th match, as often as told, on their account only', async () => {
  const { simulator, stripe, running } = started;
  const one = account(simulator);
  const two = account(simulator);
  const set = await fetch(`${running.url}/_control/faults`, {
    method: 'POST',
    body: JSON.stringify({
      plans: [
        { match: { path: '/v1/bal*', account: one, nth: 2 }, fault: { kind: 'error', status: 503 } },
        {
          match: { path: '/v1/charges' },
          fault: { kind: 'error', status: 400, code: 'approval_required' },
          times: 2,
        },
      ],
    }),
  });
  expect(set.status).toBe(200);
  const balance = (id: string) => stripe.balance.retrieve({}, { stripeAccount: id });
  await balance(two);
  await balance(one);
  await balance(two);
  expect((await failure(balance(one))).statusCode).toBe(503);
  await balance(one);
  for (let count = 0; count < 2; count += 1) {
    expect((await failure(stripe.charges.list())).code).toBe('approval_required');
  }
  expect((await stripe.charges.list()).data).toEqual([]);
});
