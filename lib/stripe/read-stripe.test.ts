import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { listBalanceTransactions } from './list-balance-transactions.ts';
import { listConnectedAccounts } from './list-connected-accounts.ts';
import { listEvents } from './list-events.ts';
import { listExternalAccounts } from './list-external-accounts.ts';
import { listPayouts } from './list-payouts.ts';
import { retrieveBalanceSettings } from './retrieve-balance-settings.ts';
import { retrieveBalance } from './retrieve-balance.ts';
import { retrieveConnectedAccount } from './retrieve-connected-account.ts';
import { retrievePayout } from './retrieve-payout.ts';

const START = new Date(0);
const CHARGES = 250;

let stripe: TestStripe;
let account: string;
let payoutId: string;

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

const listAll = () => all(listBalanceTransactions(account, { createdFrom: START }));

beforeAll(async () => {
  stripe = await startTestStripe();
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  account = record.id;
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  for (let i = 0; i < CHARGES; i += 1)
    simulator.createCharge({ account, amount: 1_000 + i, currency: 'usd', availableOn: 0 });
  payoutId = simulator.createPayout({ account, amount: 5_000, currency: 'usd' }).id;
});
afterAll(() => stripe.stop());
beforeEach(() => {
  stripe.simulator.faults.clear();
  stripe.simulator.requests.clear();
});

describe('where the options go', () => {
  const reads: [string, (id: string) => Promise<unknown>][] = [
    ['/v1/balance', (id) => retrieveBalance(id)],
    ['/v1/balance_settings', (id) => retrieveBalanceSettings(id)],
    ['/v1/balance_transactions', (id) => all(listBalanceTransactions(id, { createdFrom: START }))],
    ['/v1/payouts', (id) => all(listPayouts(id, { createdFrom: START }))],
    ['/v1/events', (id) => all(listEvents(id, { createdFrom: START }))],
  ];

  it.each(reads)('%s names the connected account in the header of every request', async (path, read) => {
    await read(account);
    const requests = stripe.simulator.requests.list();
    expect(requests.length).toBeGreaterThan(0);
    for (const request of requests) {
      expect(request.path).toBe(path);
      expect(request.headers['stripe-account']).toBe(account);
      expect(request.params).not.toHaveProperty('stripeAccount');
      expect(request.headers['stripe-version']).toBe('2026-10-28.endive');
    }
  });

  it.each(reads)('%s of the platform names no account', async (_path, read) => {
    await read(PLATFORM);
    const requests = stripe.simulator.requests.list();
    expect(requests.length).toBeGreaterThan(0);
    for (const request of requests) expect(request.headers).not.toHaveProperty('stripe-account');
  });

  it('names the account for a single payout and for single balance transactions', async () => {
    const payout = await retrievePayout(account, payoutId);
    expect(payout).toMatchObject({ payoutId, connectedAccountId: account, amount: 5_000n, currency: 'usd' });
    const ids = [payout.balanceTransactionId].filter((id) => id !== null);
    expect(await all(listBalanceTransactions(account, { ids }))).toMatchObject([
      { type: 'payout', sourceId: payoutId, amount: -5_000n },
    ]);
    const headers = stripe.simulator.requests.list().map((request) => request.headers['stripe-account']);
    expect(headers).toEqual([account, account]);
  });

  it('reads the account itself and its destinations as the platform', async () => {
    await retrieveConnectedAccount(account);
    await listExternalAccounts(account);
    await all(listConnectedAccounts());
    for (const request of stripe.simulator.requests.list())
      expect(request.headers).not.toHaveProperty('stripe-account');
  });
});

describe('a listing under faults', () => {
  const path = '/v1/balance_transactions';
  const faults = [
    ['429 without a hint to retry', { kind: 'rate_limit' }],
    ['429 for a locked object', { kind: 'lock_timeout' }],
    ['500 that is marked as final', { kind: 'error_500', shouldRetry: false }],
    ['connection reset before the work', { kind: 'reset_before' }],
    ['connection reset after the work', { kind: 'reset_after' }],
    ['half an answer', { kind: 'truncated' }],
    ['409', { kind: 'conflict' }],
  ] as const;

  it.each(faults)('loses nothing and repeats nothing: %s on the second page', async (_name, fault) => {
    stripe.simulator.faults.add({ match: { path, nth: 2 }, fault });
    const rows = await listAll();
    expect(stripe.simulator.requests.list().some((request) => request.fault === fault.kind)).toBe(true);
    expect(rows).toHaveLength(CHARGES + 1);
    expect(new Set(rows.map((row) => row.balanceTransactionId)).size).toBe(CHARGES + 1);
  });

  it('gives up after a bounded number of attempts and says so', async () => {
    stripe.simulator.faults.add({
      match: { path },
      fault: { kind: 'error_500', shouldRetry: false },
      times: null,
    });
    await expect(listAll()).rejects.toMatchObject({
      code: 'stripe_unavailable',
      problem: 'unavailable',
    });
    expect(stripe.simulator.requests.list()).toHaveLength(4);
  });

  it('does not retry what a retry cannot mend', async () => {
    await expect(retrievePayout(account, 'po_missing')).rejects.toMatchObject({ problem: 'not_found' });
    await expect(retrieveBalance('acct_stranger')).rejects.toMatchObject({ problem: 'permission_lost' });
    expect(stripe.simulator.requests.list()).toHaveLength(2);
  });

  it('does not take a key without rights for an account that has left', async () => {
    stripe.simulator.faults.add({
      match: { path: '/v1/balance' },
      fault: { kind: 'error', status: 403, code: 'more_permissions_required', type: 'invalid_request_error' },
    });
    await expect(retrieveBalance(account)).rejects.toMatchObject({ problem: 'refused' });
  });

  it('stops between two pages when asked', async () => {
    const stop = new AbortController();
    const pages = listBalanceTransactions(account, { createdFrom: START, signal: stop.signal });
    expect((await pages.next()).value).toHaveLength(100);
    stop.abort();
    await expect(pages.next()).rejects.toThrow(/abort/i);
    expect(stripe.simulator.requests.list()).toHaveLength(1);
  });
});

describe('what a listing yields', () => {
  it('pages events with a body that parses to the same event', async () => {
    const events = await all(listEvents(account, { createdFrom: START }));
    expect(events.length).toBeGreaterThan(CHARGES);
    for (const event of events) {
      const parsed = JSON.parse(event.body) as { id: string; type: string; created: number };
      expect(parsed).toMatchObject({ id: event.stripeEventId, type: event.type });
      expect(event.occurredAt.getTime()).toBe(parsed.created * 1_000);
      expect(event.connectedAccountId).toBe(account);
    }
  });

  it('keeps to the asked times, both ends included', async () => {
    const { clock } = stripe.simulator.core;
    const second = clock.nowSeconds() + 86_400;
    stripe.simulator.setClock(second * 1_000);
    stripe.simulator.createCharge({ account, amount: 777, currency: 'usd' });
    const at = new Date(second * 1_000);
    const rows = await all(listBalanceTransactions(account, { createdFrom: at, createdTo: at }));
    expect(rows.map((row) => row.amount)).toEqual([777n]);
    const before = new Date(at.getTime() - 1_000);
    expect(await all(listBalanceTransactions(account, { createdFrom: before, createdTo: before }))).toEqual(
      [],
    );
  });
});
