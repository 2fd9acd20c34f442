import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimReview } from './claim-review.ts';
import { lowerPayoutRequest } from './lower-payout-request.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  // By this policy small payouts would go by themselves.
  await world.tamper(`
    insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
    values ('ppv_1', 1, 'go' || E'\\n' || 'hold for 2 approvals when amount > 20.00 USD', 'draft', 'opr_marek', null, null)`);
});
afterAll(() => world.close());

const lower = (name: string, payoutRequestId: string, amount: bigint, seenVersion = 1) =>
  lowerPayoutRequest(world.as(name), {
    payoutRequestId,
    seenVersion,
    amount,
    because: 'Only what was delivered',
  });

it('a part is a new version: approvals are void, the rest is free, and as many people approve it', async () => {
  const { payoutRequestId, connectedAccountId } = await world.ask();
  await world.approve('ines', payoutRequestId);
  await lower('marek', payoutRequestId, 15_00n);
  expect(await world.request(payoutRequestId)).toMatchObject({ state: 'in_review', version: 2, standing: 0 });
  expect(await world.balances(connectedAccountId)).toEqual({ available: 85_00n, reserved: 15_00n });
  expect(await world.approve('marek', payoutRequestId)).toMatchObject({ state: 'in_review', standing: 1 });
  expect(await world.approve('ines', payoutRequestId)).toMatchObject({ state: 'approved', standing: 2 });
});

it('is smaller, of what was seen, by somebody who did not ask, and never to a place where fewer people decide', async () => {
  const { payoutRequestId } = await world.ask();
  for (const amount of [40_00n, 41_00n])
    await expect(lower('marek', payoutRequestId, amount)).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(lower('marek', payoutRequestId, 10_00n, 2)).rejects.toMatchObject({ code: 'conflict' });
  await expect(lower('anna', payoutRequestId, 10_00n)).rejects.toThrow('You asked for this payout yourself');
  await world.tamper(
    `update payout_policies set state = 'published', published_by = 'opr_noor', published_at = now()`,
  );
  await lower('ines', payoutRequestId, 1_00n);
  const [row] = await world.sql`
    select state, route, approvals_needed as needed from payout_requests where payout_request_id = ${payoutRequestId}`;
  expect(row).toMatchObject({ state: 'in_review', route: 'people', needed: 2 });
});

it('waits for whoever has the request open', async () => {
  const { payoutRequestId } = await world.ask();
  await claimReview(world.as('ines'), { payoutRequestId });
  await expect(lower('marek', payoutRequestId, 10_00n)).rejects.toThrow('ines has this request open');
});
