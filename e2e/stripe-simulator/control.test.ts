import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type RunningSimulator } from './server.ts';

let running: RunningSimulator;
beforeAll(async () => {
  running = await startSimulator({ delivery: 'record' });
});
afterAll(() => running.stop());

async function control(path: string, body: object): Promise<{ status: number; text: string }> {
  const response = await fetch(`${running.url}/_control${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/** A test that asks for something which does not exist must not pass for having tested it. */
describe('the remote control refuses what Stripe does not have', () => {
  const charge = { amount: 100, currency: 'usd' };
  it.each<[path: string, body: object, named: string]>([
    ['/faults', { fault: { kind: 'rate_limit', reason: 'bad-weather' } }, 'fault.reason'],
    ['/faults', { fault: { kind: 'rate_limit', raeson: 'global-rate' } }, 'raeson'],
    ['/faults', { fault: { kind: 'earthquake' } }, 'fault.kind'],
    ['/faults', { fault: { kind: 'error', status: 200 } }, 'fault.status'],
    ['/faults', { fault: { kind: 'delay' } }, 'fault.ms'],
    ['/faults', { fault: { kind: 'conflict' }, times: 0 }, 'times'],
    ['/faults', { fault: { kind: 'conflict' }, match: { probability: 2 } }, 'match.probability'],
    ['/faults', { fault: { kind: 'conflict' }, match: { path: 'v1/payouts' } }, 'match.path'],
    ['/faults', { plans: [{ fault: { kind: 'conflict' } }, { fault: 'conflict' }] }, 'fault'],
    ['/rate_limits', { limits: 'production' }, 'limits'],
    ['/rate_limits', { limits: { global: { perSecond: -1 } } }, 'limits'],
    ['/webhooks', { mode: 'post' }, 'mode'],
    ['/webhooks', { acount: { url: 'http://127.0.0.1:1', secret: 'x' } }, 'acount'],
    ['/webhooks/faults', { fault: 'eaten' }, 'fault'],
    ['/webhooks/faults', {}, 'fault'],
    ['/webhooks/outage', { on: 'perhaps' }, 'on'],
    ['/clock', { advance: 1000 }, 'advance'],
    ['/charges', { ...charge, amount: 1.5 }, 'amount'],
    ['/charges', { ...charge, amount: '100' }, 'amount'],
    ['/charges', { ...charge, currency: 'USD' }, 'currency'],
    ['/charges', { ...charge, aplicationFee: 5 }, 'aplicationFee'],
    ['/refunds', { charge: 'ch_1', reason: 'changed my mind' }, 'reason'],
    ['/disputes', { charge: 'ch_1', reason: 'bored' }, 'reason'],
    ['/accounts', { type: 'premium' }, 'type'],
    ['/accounts', { controller: { losses: 'nobody' } }, 'controller.losses'],
    ['/accounts/acct_1/capabilities', { transfers: 'maybe' }, 'transfers'],
    ['/accounts/acct_1/schedule', { interval: 'hourly' }, 'interval'],
    ['/accounts/acct_1/self_payout', { amount: 0, currency: 'usd' }, 'amount'],
    ['/payouts/po_1/fail', { code: 'dog_ate_it' }, 'code'],
    ['/exchange_rates', { 'eur:usd': 0 }, 'eur:usd'],
    ['/balance_transactions', { owner: 'acct_1', type: 'charge', amount: 1, currency: 'usd' }, 'source'],
  ])('%s %j', async (path, body, named) => {
    const { status, text } = await control(path, body);
    expect({ status, names: text.includes(named) }, text).toEqual({ status: 400, names: true });
  });

  it('keeps nothing of several plans when one is refused', async () => {
    await control('/faults', { plans: [{ fault: { kind: 'conflict' } }, { fault: { kind: 'earthquake' } }] });
    expect(running.simulator.faults.plans).toEqual([]);
  });

  it('takes what Stripe has', async () => {
    const plan = {
      match: { method: 'POST', path: '/v1/*' },
      fault: { kind: 'rate_limit', reason: 'global-rate' },
      times: null,
    };
    expect(await control('/faults', plan)).toMatchObject({ status: 200 });
    expect(running.simulator.faults.plans).toEqual([{ plan, left: null }]);
    expect(await control('/rate_limits', { limits: 'sandbox' })).toMatchObject({ status: 200 });
    expect(await control('/rate_limits', {})).toMatchObject({ status: 200 });
    expect(running.simulator.rateLimiter.limits).toBeNull();
  });
});
