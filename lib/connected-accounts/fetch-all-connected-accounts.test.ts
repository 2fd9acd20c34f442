import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { fetchAllConnectedAccounts } from './fetch-all-connected-accounts.ts';

let stripe: TestStripe;
const ctx = jobContext('sync-connected-accounts');

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());
beforeEach(() => {
  stripe.simulator.faults.clear();
});

describe('all connected accounts', () => {
  it('are listed and synced with progress; one that fails does not stop the others', async () => {
    const { simulator } = stripe;
    const [record] = Array.from({ length: 12 }, () =>
      simulator.createAccount({ type: 'custom', onboarded: true }),
    );
    simulator.createAccount({ type: 'express', onboarded: true });
    if (record === undefined) throw new Error('no account was made');
    simulator.faults.add({
      match: { path: '/v1/balance_settings', account: record.id },
      fault: { kind: 'error_500', shouldRetry: false },
      times: null,
    });
    const seen: number[] = [];
    const progress = await fetchAllConnectedAccounts(ctx, {
      onProgress: ({ synced, failed, deauthorized }) => {
        seen.push(synced + failed.length + deauthorized);
      },
    });
    expect(progress.failed.map(({ connectedAccountId }) => connectedAccountId)).toEqual([record.id]);
    expect(progress).toMatchObject({ listed: 13, synced: 12, deauthorized: 0 });
    expect(seen).toEqual(Array.from({ length: progress.listed }, (_, index) => index + 1));
  });

  it('notice one that has left without our hearing of it', async () => {
    const record = stripe.simulator.createAccount({ type: 'custom', onboarded: true });
    await fetchAllConnectedAccounts(ctx);
    stripe.simulator.deauthorizeAccount(record.id);
    const progress = await fetchAllConnectedAccounts(ctx);
    expect(progress.deauthorized).toBe(1);
    expect((await fetchAllConnectedAccounts(ctx)).deauthorized).toBe(0);
  });
});
