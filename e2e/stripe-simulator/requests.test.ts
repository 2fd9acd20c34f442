import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { parseForm } from './form.ts';
import { API_VERSION } from './simulator.ts';
import { DAY, account, failure, fund, sdkFor, startForEach } from './started.ts';

const started = startForEach();

test('speaks the API version that the installed SDK pins', () => {
  expect(API_VERSION).toBe(Stripe.API_VERSION);
});

test('form bodies: indexed and bare arrays, nested brackets, empty text, and no prototype to reach', () => {
  expect(
    parseForm('types[0]=a&types[1]=b&expand[]=x&expand[]=y&a[b][c]=1&gone=&created[gte]=5&a[d]=2'),
  ).toEqual({
    types: ['a', 'b'],
    expand: ['x', 'y'],
    a: { b: { c: '1' }, d: '2' },
    gone: '',
    created: { gte: '5' },
  });
  expect(parseForm('list[0][x]=1&list[1][x]=2')).toEqual({ list: [{ x: '1' }, { x: '2' }] });
  parseForm('__proto__[polluted]=yes');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('whose objects a request sees', () => {
  test('Stripe-Account and Stripe-Context scope objects and lists', async () => {
    const { simulator, stripe } = started;
    const one = account(simulator);
    const two = account(simulator);
    fund(simulator, one, 1000);
    const payout = await stripe.payouts.create({ amount: 1000, currency: 'usd' }, { stripeAccount: one });
    expect((await stripe.payouts.list({}, { stripeContext: one })).data).toHaveLength(1);
    expect((await stripe.payouts.list({}, { stripeAccount: two })).data).toHaveLength(0);
    expect((await stripe.payouts.list()).data).toHaveLength(0);
    const hidden = await failure(stripe.payouts.retrieve(payout.id, {}, { stripeAccount: two }));
    expect(hidden).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    expect((await stripe.accounts.retrieveCurrent({}, { stripeAccount: two })).id).toBe(two);
    expect((await stripe.accounts.retrieveCurrent()).id).toBe(simulator.platformId);
    expect((await failure(stripe.accounts.retrieve(one, {}, { stripeAccount: two }))).statusCode).toBe(404);
    expect((await stripe.accounts.list()).data.map(({ id }) => id)).toEqual([two, one]);
  });

  test('an unknown or disconnected account is 403 account_invalid', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    simulator.deauthorizeAccount(id);
    for (const stripeAccount of [id, 'acct_1unknown']) {
      const error = await failure(stripe.balance.retrieve({}, { stripeAccount }));
      expect(error).toMatchObject({ type: 'StripePermissionError', code: 'account_invalid' });
    }
    const event = simulator.core.store.events.rows(id).at(-1);
    expect(event).toMatchObject({ type: 'account.application.deauthorized', account: id });
    expect(event?.data.object).toMatchObject({ object: 'application' });
  });

  test('options sent as parameters are refused and never taken for the platform itself', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const misplaced = { stripeAccount: id } as Stripe.BalanceRetrieveParams;
    const error = await failure(stripe.balance.retrieve(misplaced));
    expect(error).toMatchObject({ code: 'parameter_unknown', param: 'stripeAccount' });
    const [request] = simulator.requests.list({ path: '/v1/balance' });
    expect(request?.headers['stripe-account']).toBeUndefined();
  });

  test('bad keys are 401', async () => {
    for (const key of ['pk_test_x', 'sk_live_x', 'nonsense']) {
      const { port } = started.running;
      const stripe = new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
      expect((await failure(stripe.balance.retrieve())).type).toBe('StripeAuthenticationError');
    }
  });
});

describe('idempotency keys', () => {
  const create = (id: string, idempotencyKey: string, amount = 100) =>
    started.stripe.payouts.create({ amount, currency: 'usd' }, { stripeAccount: id, idempotencyKey });

  test('replay the first answer, once per account, and say so', async () => {
    const { simulator } = started;
    const one = account(simulator);
    const two = account(simulator);
    for (const id of [one, two]) fund(simulator, id, 1000);
    const first = await create(one, 'k');
    const second = await create(one, 'k');
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect((await create(two, 'k')).id).not.toBe(first.id);
    expect(simulator.core.store.payouts.rows(one)).toHaveLength(1);
    expect(simulator.core.store.events.rows(one).at(-1)?.request?.idempotency_key).toBe('k');
  });

  test('with other parameters are an idempotency error', async () => {
    const id = account(started.simulator);
    fund(started.simulator, id, 1000);
    await create(id, 'k', 100);
    expect(await failure(create(id, 'k', 200))).toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    });
  });

  test('are in use while the first call runs', async () => {
    const { simulator } = started;
    const id = account(simulator);
    fund(simulator, id, 1000);
    simulator.faults.add({ match: { path: '/v1/payouts' }, fault: { kind: 'delay', ms: 2_000 } });
    const running = create(id, 'k');
    while (simulator.requests.list({ path: '/v1/payouts' }).length === 0) await new Promise(setImmediate);
    const error = await failure(create(id, 'k'));
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use', type: 'StripeAPIError' });
    expect((await running).status).toBe('pending');
    expect(simulator.core.store.payouts.rows(id)).toHaveLength(1);
  });

  test('expire after 24 hours of the clock: then the same key pays again', async () => {
    const { simulator } = started;
    const id = account(simulator);
    fund(simulator, id, 1000);
    const first = await create(id, 'k');
    simulator.advanceClock(DAY - 1000);
    expect((await create(id, 'k')).id).toBe(first.id);
    simulator.advanceClock(1000);
    expect((await create(id, 'k')).id).not.toBe(first.id);
  });

  test('keep a refusal and a 500, but no validation failure', async () => {
    const { simulator } = started;
    const id = account(simulator);
    expect((await failure(create(id, 'poor'))).code).toBe('balance_insufficient');
    expect((await failure(create(id, 'invalid', 0))).param).toBe('amount');
    simulator.faults.add({ match: { path: '/v1/payouts' }, fault: { kind: 'error_500', executed: false } });
    expect((await failure(create(id, 'broken'))).statusCode).toBe(500);
    fund(simulator, id, 1000);
    const refused = await failure(create(id, 'poor'));
    expect(refused).toMatchObject({ code: 'balance_insufficient' });
    expect(refused.headers?.['idempotent-replayed']).toBe('true');
    expect((await failure(create(id, 'broken'))).statusCode).toBe(500);
    expect(simulator.core.store.payouts.rows(id)).toHaveLength(0);
    expect((await create(id, 'invalid', 100)).amount).toBe(100);
  });
});

describe('lists', () => {
  test('page both ways, newest first, through windows of created', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    for (let index = 0; index < 25; index += 1) {
      simulator.createCharge({ account: id, amount: 1000 + index, currency: 'usd' });
      if (index % 2 === 0) simulator.advanceClock(1000);
    }
    const options = { stripeAccount: id };
    const all = await stripe.charges.list({ limit: 100 }, options);
    expect(all.data.map(({ amount }) => amount)).toEqual(
      Array.from({ length: 25 }, (_, index) => 1024 - index),
    );
    const walked = await stripe.charges.list({ limit: 7 }, options).autoPagingToArray({ limit: 100 });
    expect(walked.map(({ id: chargeId }) => chargeId)).toEqual(all.data.map(({ id: chargeId }) => chargeId));
    const first = await stripe.charges.list({}, options);
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/charges' });
    expect(first.data).toHaveLength(10);
    const before = await stripe.charges.list({ ending_before: all.data[12]?.id ?? '', limit: 5 }, options);
    expect(before.data.map(({ amount }) => amount)).toEqual([1017, 1016, 1015, 1014, 1013]);
    expect(before.has_more).toBe(true);
    const at = all.data[10]?.created ?? 0;
    const window = await stripe.charges.list({ created: { gte: at, lt: at + 2 }, limit: 100 }, options);
    expect(window.data.map(({ created }) => created)).toEqual(
      all.data.map(({ created }) => created).filter((created) => created >= at && created < at + 2),
    );
    expect((await failure(stripe.charges.list({ limit: 101 }, options))).param).toBe('limit');
  });

  test('expand one and several levels, on lists under data', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const charge = simulator.createCharge({ account: id, amount: 1000, currency: 'usd', applicationFee: 50 });
    simulator.createRefund({ account: id, charge: charge.id, amount: 100 });
    const options = { stripeAccount: id };
    const transactions = await stripe.balanceTransactions.list(
      { expand: ['data.source.balance_transaction'] },
      options,
    );
    const source = transactions.data.at(-1)?.source as Stripe.Charge;
    expect(source.balance_transaction).toMatchObject({ object: 'balance_transaction', amount: 1000 });
    const expanded = await stripe.charges.retrieve(
      charge.id,
      { expand: ['refunds', 'balance_transaction'] },
      options,
    );
    expect(expanded.refunds?.data[0]?.amount).toBe(100);
    expect((await stripe.charges.retrieve(charge.id, {}, options)).refunds).toBeUndefined();
  });

  test('events show thirty days, by type, types and delivery', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    fund(simulator, id, 1000);
    const options = { stripeAccount: id };
    expect((await stripe.events.list({ type: 'charge.*' }, options)).data).toHaveLength(1);
    expect(
      (await stripe.events.list({ types: ['charge.succeeded', 'payout.paid'] }, options)).data,
    ).toHaveLength(1);
    const both = stripe.events.list({ type: 'charge.*', types: ['payout.paid'] }, options);
    expect((await failure(both)).code).toBe('parameters_exclusive');
    const [event] = (await stripe.events.list({ type: 'charge.*' }, options)).data;
    simulator.advanceClock(31 * DAY);
    expect((await stripe.events.list({ type: 'charge.*' }, options)).data).toHaveLength(0);
    expect((await failure(stripe.events.retrieve(event?.id ?? '', {}, options))).statusCode).toBe(404);
  });
});

describe('accounts', () => {
  test('by controller or by legacy type, with settings mirrored both ways', async () => {
    const { stripe } = started;
    const made = await stripe.accounts.create({
      country: 'DE',
      controller: {
        fees: { payer: 'application' },
        losses: { payments: 'application' },
        requirement_collection: 'application',
        stripe_dashboard: { type: 'none' },
      },
      capabilities: { transfers: { requested: true } },
      metadata: { seller: '1' },
    });
    expect(made).toMatchObject({
      type: 'none',
      default_currency: 'eur',
      charges_enabled: false,
      payouts_enabled: false,
    });
    expect(made.requirements?.currently_due).toContain('external_account');
    const legacy = await stripe.accounts.create({ type: 'express', country: 'US' });
    expect(legacy.controller).toMatchObject({
      fees: { payer: 'application_express' },
      losses: { payments: 'application' },
      stripe_dashboard: { type: 'express' },
    });
    const settings = await stripe.balanceSettings.update(
      {
        payments: {
          payouts: { schedule: { interval: 'manual' }, minimum_balance_by_currency: { eur: 5000, usd: 1 } },
          settlement_timing: { delay_days_override: 7 },
        },
      },
      { stripeAccount: made.id },
    );
    expect(settings.payments.settlement_timing).toMatchObject({ delay_days: 7, delay_days_override: 7 });
    const merged = await stripe.balanceSettings.update(
      { payments: { payouts: { minimum_balance_by_currency: { usd: '' } } } },
      { stripeAccount: made.id },
    );
    expect(merged.payments.payouts).toMatchObject({
      minimum_balance_by_currency: { eur: 5000 },
      schedule: { interval: 'manual' },
    });
    const mirrored = await stripe.accounts.retrieve(made.id);
    expect(mirrored.settings?.payouts?.schedule).toMatchObject({ interval: 'manual', delay_days: 7 });
    await stripe.accounts.update(made.id, { settings: { payouts: { schedule: { interval: 'daily' } } } });
    const back = await stripe.balanceSettings.retrieve({}, { stripeAccount: made.id });
    expect(back.payments.payouts?.schedule?.interval).toBe('daily');
  });

  test('rejecting pauses payouts and unrejecting lifts it', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const rejected = await stripe.accounts.reject(id, { reason: 'fraud_other' });
    expect(rejected).toMatchObject({
      payouts_enabled: false,
      requirements: { disabled_reason: 'rejected.platform_fraud' },
    });
    expect((await stripe.accounts.unreject(id)).payouts_enabled).toBe(true);
    const standard = account(simulator, { type: 'standard' });
    expect((await failure(stripe.accounts.reject(standard, { reason: 'other' }))).statusCode).toBe(400);
  });

  test('in v2 show only what is included', async () => {
    const { simulator, stripe } = started;
    const id = account(simulator);
    const bare = await stripe.v2.core.accounts.retrieve(id);
    expect(bare).toMatchObject({ id, object: 'v2.core.account', dashboard: 'none', defaults: null });
    const full = await stripe.v2.core.accounts.retrieve(id, {
      include: ['defaults', 'configuration.recipient'],
    });
    expect(full.defaults?.responsibilities).toMatchObject({ losses_collector: 'application' });
    expect(full.configuration?.recipient?.capabilities?.stripe_balance?.payouts?.status).toBe('active');
    const page = await stripe.v2.core.accounts.list({});
    expect(page.data.map((listed) => listed.id)).toEqual([id]);
  });

  test('sessions answer the features in force, links only what they may', async () => {
    const { simulator, stripe } = started;
    const custom = account(simulator);
    const standard = account(simulator, { type: 'standard' });
    const features = async (id: string) => {
      const session = await stripe.accountSessions.create({
        account: id,
        components: { payouts: { enabled: true } },
      });
      return session.components.payouts.features;
    };
    expect(await features(custom)).toMatchObject({ standard_payouts: false, edit_payout_schedule: false });
    expect(await features(standard)).toMatchObject({ standard_payouts: true, edit_payout_schedule: true });
    const urls = { refresh_url: 'https://x.example/r', return_url: 'https://x.example/d' };
    const link = await stripe.accountLinks.create({ account: standard, type: 'account_onboarding', ...urls });
    expect(link.expires_at - link.created).toBe(300);
    const update = stripe.accountLinks.create({ account: standard, type: 'account_update', ...urls });
    expect((await failure(update)).param).toBe('type');
  });
});

test('the request list has headers, parameters and status of everything received', async () => {
  const { simulator, running } = started;
  const id = account(simulator);
  const stripe = sdkFor(running, { stripeAccount: id });
  await failure(stripe.payouts.create({ amount: 5, currency: 'usd' }, { idempotencyKey: 'mine' }));
  const response = await fetch(`${running.url}/_control/requests?method=POST&path=/v1/payouts`);
  const [request] = (await response.json()) as Record<string, unknown>[];
  expect(request).toMatchObject({
    method: 'POST',
    params: { amount: '5', currency: 'usd' },
    status: 400,
    errorCode: 'balance_insufficient',
    headers: { 'stripe-account': id, 'idempotency-key': 'mine', 'stripe-version': Stripe.API_VERSION },
  });
});
