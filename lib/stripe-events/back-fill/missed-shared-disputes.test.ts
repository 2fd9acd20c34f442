import { afterEach, beforeEach, expect, it } from 'vitest';
import { listDisputes } from '../../connected-accounts/dispute-queries.ts';
import { readTimeline } from '../../connected-accounts/timeline-queries.ts';
import { readPageRequest } from '../../paging.ts';
import type { Context } from '../../context.ts';
import { runSync } from './run-sync.ts';
import { job, startSales, type Sales } from './sales.fixture.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

const viewer: Context = {
  ...job(),
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
};
const shownOn = async (account: string) =>
  (await listDisputes(viewer, account, 10)).map(({ disputeId, isOnPlatform }) => ({
    disputeId,
    isOnPlatform,
  }));
const toldOn = async (account: string) => {
  const request = readPageRequest({ list: 'timeline', filter: { account } }, {});
  const page = await readTimeline(viewer, account, 'disputes', request);
  return page.rows.map(({ title }) => title).filter((title) => title.startsWith('A payment'));
};

it('a dispute of a charge on the platform stands at each seller who was sent a share, once, and at nobody else', async () => {
  const { simulator, account } = sales;
  const [second = '', other = ''] = [1, 2].map(
    () => simulator.createAccount({ type: 'custom', onboarded: true }).id,
  );
  const sale = { amount: 9_000, currency: 'usd' };
  const shared = simulator.createCharge(sale);
  for (const destination of [account, second])
    simulator.createTransfer({ amount: 3_000, currency: 'usd', destination, sourceTransaction: shared.id });
  const sent = simulator.createCharge({ ...sale, destination: account });
  const own = simulator.createCharge({ ...sale, account });
  simulator.advanceClock(3_600_000);
  const ids = [shared, sent, own].map(({ id }) => {
    simulator.advanceClock(60_000);
    return simulator.createDispute({ charge: id }).id;
  });
  expect(await runSync(job(), { kind: 'back-fill' })).toMatchObject({ end: 'complete', failed: [] });

  const [ofShared, ofSent, ofOwn] = ids;
  expect(await shownOn(account)).toEqual([
    { disputeId: ofOwn, isOnPlatform: false },
    { disputeId: ofSent, isOnPlatform: true },
    { disputeId: ofShared, isOnPlatform: true },
  ]);
  expect(await shownOn(second)).toEqual([{ disputeId: ofShared, isOnPlatform: true }]);
  expect(await shownOn(other)).toEqual([]);

  const onPlatform = 'A payment to the platform, which paid this account, was disputed';
  expect(await toldOn(account)).toEqual(['A payment was disputed', onPlatform, onPlatform]);
  expect(await toldOn(second)).toEqual([onPlatform]);
  expect(await toldOn(other)).toEqual([]);
});
