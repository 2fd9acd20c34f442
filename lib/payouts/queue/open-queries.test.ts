import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeHold } from '../../holds/place-hold.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { listOpenRequests } from './open-queries.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

it('lists what was asked for of one account and has not ended, the newest first, with what keeps it', async () => {
  const connectedAccountId = await world.account([100_00n, 100_00n, 100_00n]);
  const ask = async (amount: bigint): Promise<string> =>
    (await proposePayout(world.as('anna'), { connectedAccountId, currency: 'usd', amount })).payoutRequestId;
  const [rejected, waits, refused] = [await ask(10_00n), await ask(20_00n), await ask(30_00n)];
  const elsewhere = await world.ask();
  await world.reject('ines', rejected);
  await world.tamper(
    `update payout_requests set state = 'refused' where payout_request_id = '${refused}';
     update payout_requests set requested_at = requested_at - interval '1 hour' where payout_request_id = '${waits}'`,
  );
  await placeHold(world.as('marek'), {
    connectedAccountId,
    payoutRequestId: waits,
    reviewerText: 'Looks like a stolen card.',
    reason: 'unusual_activity',
  });
  const open = await listOpenRequests(world.as('vera', 'viewer'), connectedAccountId, 10);
  expect(open.map(({ payoutRequestId, state, keptBy }) => [payoutRequestId, state, keptBy])).toEqual([
    [refused, 'refused', []],
    [waits, 'in_review', ['Looks like a stolen card']],
  ]);
  expect(open.some(({ payoutRequestId }) => payoutRequestId === elsewhere.payoutRequestId)).toBe(false);
  expect(await listOpenRequests(world.as('ines'), connectedAccountId, 1)).toHaveLength(1);
  const plan = await world.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx`explain select payout_request_id from payout_requests where connected_account_id = ${connectedAccountId}
      and state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
      order by requested_at desc, payout_request_id desc limit 9`;
  });
  expect(JSON.stringify(plan)).toMatch(/payout_requests_open|payout_requests_by_account/);
});
