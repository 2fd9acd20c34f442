import { afterEach, beforeEach, expect, it } from 'vitest';
import { databaseClient } from '../../db/client.ts';
import { runSync } from './run-sync.ts';
import { job, startSales, type Sales } from './sales.fixture.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

const mirrorOf = async (account: string) => {
  const [row] = await databaseClient()<{ is_marked: boolean; lock_strength: string }[]>`
    select deauthorized_at is not null as is_marked, lock_strength from connected_accounts
    where connected_account_id = ${account}`;
  return row;
};

it('an account that is marked is read by each run, however lately it was read, and the mark goes when Stripe answers', async () => {
  const { simulator, account } = sales;
  await runSync(job(), { kind: 'initial' });
  const before = await mirrorOf(account);
  const other = simulator.createAccount({ type: 'custom', onboarded: true }).id;
  await runSync(job(), { kind: 'back-fill' });
  simulator.deauthorizeAccount(account);
  expect(await runSync(job(), { kind: 'back-fill', connectedAccountId: account })).toMatchObject({
    failed: [],
  });
  expect(await mirrorOf(account)).toMatchObject({ is_marked: true, lock_strength: 'unknown' });
  Object.assign(simulator.core.store.accounts.find(account)?.row ?? {}, { authorized: true });
  await runSync(job(), { kind: 'back-fill' });
  expect(await mirrorOf(account)).toEqual(before);
  expect((await mirrorOf(other))?.is_marked).toBe(false);
});

it('a part that Stripe refuses once is named, and the next run reads it', async () => {
  const { simulator, account } = sales;
  await runSync(job(), { kind: 'initial' });
  simulator.faults.add({
    match: { path: '/v1/balance', account },
    fault: { kind: 'error', status: 403, code: 'account_invalid' },
    times: 1,
  });
  const outcome = await runSync(job(), { kind: 'back-fill' });
  expect(outcome?.failed).toMatchObject([{ connectedAccountId: account, what: 'Balance' }]);
  expect((await mirrorOf(account))?.is_marked).toBe(false);
  expect((await runSync(job(), { kind: 'back-fill' }))?.failed).toEqual([]);
});
