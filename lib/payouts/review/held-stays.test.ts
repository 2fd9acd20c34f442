import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeHold } from '../../holds/place-hold.ts';
import { amendPayoutRequest } from '../requests/amend-payout-request.ts';
import { cancelPayoutRequest } from '../requests/cancel-payout-request.ts';
import { lowerPayoutRequest } from './lower-payout-request.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

async function held(): Promise<{ payoutRequestId: string; connectedAccountId: string }> {
  const asked = await world.ask();
  await placeHold(world.as('ines'), {
    ...asked,
    source: 'operator',
    reason: 'other',
    reviewerText: 'Do not pay this.',
    evidence: {},
  });
  return asked;
}

const cancel = (payoutRequestId: string) =>
  cancelPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'Not needed' });

it('what is held itself can neither be rejected, cancelled nor paid in part: its money stays set aside', async () => {
  const { payoutRequestId, connectedAccountId } = await held();
  const refused = { code: 'conflict', message: expect.stringContaining('itself is held') as string };
  const part = { payoutRequestId, seenVersion: 1, amount: 1_00n, because: 'Only a part' };
  await expect(world.reject('ines', payoutRequestId)).rejects.toMatchObject(refused);
  await expect(cancel(payoutRequestId)).rejects.toMatchObject(refused);
  await expect(lowerPayoutRequest(world.as('marek'), part)).rejects.toMatchObject(refused);
  await expect(amendPayoutRequest(world.as('anna'), part)).rejects.toMatchObject(refused);
  // All that can be paid out is less by now, for a person keeps a part back.
  await placeHold(world.as('marek'), {
    connectedAccountId,
    source: 'operator',
    reason: 'other',
    reviewerText: 'A part stays.',
    evidence: {},
    keepsPercent: 80,
  });
  await expect(amendPayoutRequest(world.as('anna'), { ...part, amount: null })).rejects.toMatchObject(
    refused,
  );
  // By hand, as the program's own role.
  await expect(
    world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`update payout_requests set amount = 3999, judged_amount = 4000, version = 2, payload = text,
          payload_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')
        from (select jsonb_set(payload::jsonb, '{amount}', '"3999"')::text as text from payout_requests
          where payout_request_id = ${payoutRequestId}) as less where payout_request_id = ${payoutRequestId}`;
    }),
  ).rejects.toThrow('is held, so its money stays');
  for (const state of ['rejected', 'cancelled'])
    await expect(
      world.sql`update payout_requests set state = ${state}, is_reserved = false where payout_request_id = ${payoutRequestId}`,
    ).rejects.toThrow('is held, so its money stays');
  expect(await world.request(payoutRequestId)).toMatchObject({ state: 'in_review', version: 1 });
  expect(await world.balances(connectedAccountId)).toEqual({ available: 60_00n, reserved: 40_00n });
});

it('and can be again when the hold was let go, or when it is on the account and not on this payout', async () => {
  const { payoutRequestId } = await held();
  await world.tamper(`update holds set state = 'released', released_at = now(), release_reason = 'x', released_by = 'opr_marek',
    release_asked_by = 'opr_ines', release_asked_at = now() where payout_request_id = '${payoutRequestId}'`);
  expect(await world.reject('ines', payoutRequestId)).toMatchObject({ state: 'rejected' });
  const other = await world.ask();
  await placeHold(world.as('ines'), {
    connectedAccountId: other.connectedAccountId,
    source: 'operator',
    reason: 'other',
    reviewerText: 'Nothing leaves.',
    evidence: {},
  });
  expect(await cancel(other.payoutRequestId)).toMatchObject({ state: 'cancelled' });
});
