import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { releasePayoutMoney } from '../../ledger/reserve-payout-money.ts';
import { claimReview } from '../review/claim-review.ts';
import { amendPayoutRequest } from './amend-payout-request.ts';
import { cancelPayoutRequest } from './cancel-payout-request.ts';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { insertMoneyBack } from './money-back.fixture.ts';
import { proposePayout } from './propose-payout.ts';
import { reopenPayoutRequest } from './reopen-payout-request.ts';
import { insertApproval } from './test-request.fixture.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

async function asked(amount: bigint): Promise<{ account: string; payoutRequestId: string }> {
  const account = await world.account([100_00n]);
  const { payoutRequestId } = await proposePayout(world.as('anna'), {
    connectedAccountId: account,
    currency: 'usd',
    amount,
  });
  return { account, payoutRequestId };
}

async function approve(payoutRequestId: string): Promise<void> {
  const [row] = await world.sql<{ account: string; hash: string }[]>`
    select connected_account_id as account, payload_hash as hash from payout_requests where payout_request_id = ${payoutRequestId}`;
  await insertApproval(world.sql, {
    payoutRequestId,
    connectedAccountId: row?.account ?? '',
    payloadHash: row?.hash ?? '',
  });
}

const standing = async (payoutRequestId: string) =>
  (await world.sql`select standing_approvals(${payoutRequestId})::int as count`)[0]?.['count'] as unknown;
const stateOf = async (payoutRequestId: string) =>
  (
    await world.sql`select state, version, amount::text, payout_id from payout_requests where payout_request_id = ${payoutRequestId}`
  )[0];
const amend = { amount: 70_00n, because: 'The seller asked for it' } as const;

describe('amending', () => {
  it('voids every approval, reserves anew and is another version', async () => {
    const { account, payoutRequestId } = await asked(40_00n);
    await approve(payoutRequestId);
    expect(await standing(payoutRequestId)).toBe(1);
    await amendPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, ...amend });
    expect(await standing(payoutRequestId)).toBe(0);
    expect(await stateOf(payoutRequestId)).toMatchObject({ state: 'in_review', version: 2, amount: '7000' });
    expect(await world.balances(account)).toEqual({ available: 30_00n, reserved: 70_00n });
  });

  it('is for whoever asked, of what they saw, or nothing changes', async () => {
    const { account, payoutRequestId } = await asked(40_00n);
    await expect(
      amendPayoutRequest(world.as('marek'), { payoutRequestId, seenVersion: 1, ...amend }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      amendPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 2, ...amend }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      amendPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, ...amend, amount: 101_00n }),
    ).rejects.toThrow('Only 100.00 USD can be paid out now');
    expect(await stateOf(payoutRequestId)).toMatchObject({ version: 1, amount: '4000' });
    expect(await world.balances(account)).toEqual({ available: 60_00n, reserved: 40_00n });
  });
});

describe('cancelling', () => {
  it('frees the money once, however often it is asked at once', async () => {
    const { account, payoutRequestId } = await asked(40_00n);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        cancelPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'Not needed' }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await stateOf(payoutRequestId)).toMatchObject({ state: 'cancelled' });
    expect(await world.balances(account)).toEqual({ available: 100_00n, reserved: 0n });
    const again = await proposePayout(world.as('anna'), {
      connectedAccountId: account,
      currency: 'usd',
      amount: null,
    });
    expect(again.amount).toBe(100_00n);
  });

  it('waits while somebody else has it open, and is free again when they have left it', async () => {
    const { payoutRequestId } = await asked(40_00n);
    await claimReview(world.as('ines'), { payoutRequestId });
    const cancel = () =>
      cancelPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'Not needed' });
    await expect(cancel()).rejects.toThrow('has this request open');
    expect(await stateOf(payoutRequestId)).toMatchObject({ state: 'in_review' });
    await world.tamper(
      `update payout_requests set reviewer_until = now() - interval '1 second' where payout_request_id = '${payoutRequestId}'`,
    );
    await cancel();
    expect(await stateOf(payoutRequestId)).toMatchObject({ state: 'cancelled' });
  });

  it('comes too late once a worker has it', async () => {
    const { payoutRequestId } = await asked(40_00n);
    await world.tamper(
      `update payout_requests set state = 'dispatching' where payout_request_id = '${payoutRequestId}'`,
    );
    await expect(
      cancelPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'Not needed' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('reopening', () => {
  it.each(['refused', 'returned'])(
    'a %s request goes before people again with its money reserved',
    async (state) => {
      const { account, payoutRequestId } = await asked(40_00n);
      await approve(payoutRequestId);
      const isReserved = state === 'refused';
      if (!isReserved)
        await inTransaction((tx) =>
          releasePayoutMoney(
            tx,
            {
              payoutRequestId,
              connectedAccountId: account,
              currency: 'usd',
              amount: 40_00n,
              requestedAt: world.ctx.now,
              reservationNumber: 1,
            },
            world.ctx.now,
          ),
        );
      await world.tamper(
        `update payout_requests set state = '${state}', payout_id = 'po_${state}', is_reserved = ${String(isReserved)}
         where payout_request_id = '${payoutRequestId}'`,
      );
      if (!isReserved) await insertMoneyBack(world, payoutRequestId);
      await reopenPayoutRequest(world.as('anna'), {
        payoutRequestId,
        seenVersion: 1,
        reason: 'Bank details corrected',
      });
      expect(await stateOf(payoutRequestId)).toMatchObject({
        state: 'in_review',
        version: 2,
        payout_id: null,
      });
      expect(await standing(payoutRequestId)).toBe(0);
      expect(await world.balances(account)).toEqual({ available: 60_00n, reserved: 40_00n });
    },
  );

  it('one that is in review cannot be', async () => {
    const { payoutRequestId } = await asked(40_00n);
    await expect(
      reopenPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'why not' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
