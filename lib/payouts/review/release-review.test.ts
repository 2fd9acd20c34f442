import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimReview } from './claim-review.ts';
import { releaseReview } from './release-review.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const records = (subject: string) =>
  world.sql`select actor_id, action from audit_records where subject = ${subject} and action like '%review' order by audit_record_id`;

it('whoever has a request open puts it back, on record, and a colleague opens it at once', async () => {
  const { payoutRequestId } = await world.ask();
  await claimReview(world.as('ines'), { payoutRequestId });
  await expect(claimReview(world.as('marek'), { payoutRequestId })).rejects.toThrow(
    'ines has this request open',
  );
  await releaseReview(world.as('ines'), { payoutRequestId });
  await claimReview(world.as('marek'), { payoutRequestId });
  expect([...(await records(payoutRequestId))]).toEqual([
    { actor_id: 'opr_ines', action: 'payout_request.claim_review' },
    { actor_id: 'opr_ines', action: 'payout_request.release_review' },
    { actor_id: 'opr_marek', action: 'payout_request.claim_review' },
  ]);
});

it('nobody puts back what somebody else has open, and nothing is on record of it', async () => {
  const { payoutRequestId } = await world.ask();
  await claimReview(world.as('ines'), { payoutRequestId });
  await releaseReview(world.as('marek'), { payoutRequestId });
  await releaseReview(world.as('marek'), { payoutRequestId: `prq_${'0'.repeat(32)}` });
  await expect(claimReview(world.as('marek'), { payoutRequestId })).rejects.toThrow(
    'ines has this request open',
  );
  expect(await records(payoutRequestId)).toHaveLength(1);
});
