import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placeHold } from '../../holds/place-hold.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { lowerPayoutRequest } from '../review/lower-payout-request.ts';
import { amendPayoutRequest } from './amend-payout-request.ts';
import { openPolicyWorld, schedule, type PolicyWorld } from './policy-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';

/* What a line about amounts is asked about: no person brings a payout below it by holding or lowering a part. */

let world: PolicyWorld;
beforeAll(async () => {
  world = await openPolicyWorld();
});
afterAll(() => world.close());

describe('a line about amounts', () => {
  const LINES = `go
hold for 1 approval when amount > 60.00 USD
hold for 2 approvals when paid in 24 hours > 90.00 USD`;
  beforeEach(() => world.inForce(LINES));

  const earn = (connectedAccountId: string, amount: bigint) =>
    recordBalanceTransactions(world.ctx, [
      plainTransaction({
        balanceTransactionId: `txn_${connectedAccountId}${String(amount)}`,
        connectedAccountId,
        currency: 'usd',
        amount,
      }),
    ]);

  const hold = (connectedAccountId: string, keepsPercent: number) =>
    placeHold(world.as('ines'), {
      connectedAccountId,
      reason: 'ask_owner',
      reviewerText: 'The owner does not answer.',
      keepsPercent,
    });

  it('is not passed by holding a part: what one person keeps back is judged with the rest', async () => {
    const connectedAccountId = await world.account([100_00n]);
    await hold(connectedAccountId, 60);
    const all = { connectedAccountId, currency: 'usd', amount: null };
    const { payoutRequestId, amount } = await proposePayout(schedule, all);
    expect(amount).toBe(40_00n);
    expect(await world.stored(payoutRequestId)).toMatchObject({
      state: 'in_review',
      needed: 2,
      judged: '10000',
      reasons: [
        'Line 2: hold for 1 approval when amount > 60.00 USD',
        'Line 3: hold for 2 approvals when paid in 24 hours > 90.00 USD',
        'It is judged as 100.00 USD: with 60.00 USD that one person keeps back.',
      ],
    });
  });

  it('lets go what is below it with that, and says nothing then', async () => {
    const connectedAccountId = await world.account([50_00n]);
    await hold(connectedAccountId, 60);
    const { payoutRequestId } = await proposePayout(schedule, {
      connectedAccountId,
      currency: 'usd',
      amount: null,
    });
    expect(await world.stored(payoutRequestId)).toMatchObject({ state: 'approved', reasons: ['Line 1: go'] });
  });

  it('counts no share that a source of its own keeps, which no one person can choose', async () => {
    const connectedAccountId = await world.account([100_00n]);
    const { holdId } = await hold(connectedAccountId, 60);
    await world.tamper(`update holds set source = 'risk' where hold_id = '${holdId}'`);
    const { payoutRequestId } = await proposePayout(schedule, {
      connectedAccountId,
      currency: 'usd',
      amount: null,
    });
    expect(await world.stored(payoutRequestId)).toMatchObject({ state: 'approved', judged: null });
  });

  it('is not passed by asking for a part: what people asked for and nobody decided is judged with the rest, once', async () => {
    const connectedAccountId = await world.account([100_00n]);
    const everything = { connectedAccountId, currency: 'usd', amount: null };
    const part = await proposePayout(world.as('marek'), { ...everything, amount: 45_00n });
    const rest = await proposePayout(schedule, everything);
    expect(rest.amount).toBe(55_00n);
    expect(await world.stored(rest.payoutRequestId)).toMatchObject({
      state: 'in_review',
      judged: '10000',
      reasons: [
        'Line 2: hold for 1 approval when amount > 60.00 USD',
        'Line 3: hold for 2 approvals when paid in 24 hours > 90.00 USD',
        'It is judged as 100.00 USD: with 45.00 USD that people have set aside in requests which nobody has decided.',
      ],
    });
    // Its own amount is no part beside it.
    await amendPayoutRequest(world.as('marek'), {
      payoutRequestId: part.payoutRequestId,
      seenVersion: 1,
      amount: 45_00n,
      because: 'Its destination is another one',
    });
    expect(await world.stored(part.payoutRequestId)).toMatchObject({ judged: null });
  });

  it('is not passed by letting parts go: what the cadence asks for next is judged with them', async () => {
    const connectedAccountId = await world.account([100_00n]);
    const everything = { connectedAccountId, currency: 'usd', amount: null };
    const lower = (payoutRequestId: string, amount: bigint) =>
      lowerPayoutRequest(world.as('ines'), {
        payoutRequestId,
        seenVersion: 1,
        amount,
        because: 'Only what was delivered',
      });
    const whole = await proposePayout(schedule, everything);
    await lower(whole.payoutRequestId, 30_00n);
    const second = await proposePayout(schedule, everything);
    expect(second.amount).toBe(70_00n);
    await lower(second.payoutRequestId, 20_00n);
    const rest = await proposePayout(schedule, everything);
    expect(rest.amount).toBe(50_00n);
    expect(await world.stored(rest.payoutRequestId)).toMatchObject({
      state: 'in_review',
      needed: 2,
      judged: '10000',
    });
    expect((await world.stored(rest.payoutRequestId)).reasons.at(-1)).toBe(
      'It is judged as 100.00 USD: with 50.00 USD that people have set aside in requests which nobody has decided.',
    );
  });

  it('is judged with what a person opened again, and without what a cadence asked for that nobody touched', async () => {
    await world.inForce('go\nhold for 1 approval when amount > 60.00 USD');
    const connectedAccountId = await world.account([70_00n]);
    const everything = { connectedAccountId, currency: 'usd', amount: null };
    const first = await proposePayout(schedule, everything);
    await earn(connectedAccountId, 50_00n);
    const second = await proposePayout(schedule, everything);
    expect(await world.stored(second.payoutRequestId)).toMatchObject({ state: 'approved', judged: null });
    await world.tampered(first.payoutRequestId, "reopened_by_operator_id = 'opr_ines'");
    await earn(connectedAccountId, 20_00n);
    const third = await proposePayout(schedule, everything);
    expect(await world.stored(third.payoutRequestId)).toMatchObject({ state: 'in_review', judged: '9000' });
  });

  it('counts what is open once where days and weeks are counted', async () => {
    await world.inForce('go\nhold for 2 approvals when paid in 24 hours > 100.00 USD');
    const connectedAccountId = await world.account([100_00n]);
    const everything = { connectedAccountId, currency: 'usd', amount: null };
    await proposePayout(world.as('marek'), { ...everything, amount: 45_00n });
    const rest = await proposePayout(schedule, everything);
    expect(await world.stored(rest.payoutRequestId)).toMatchObject({ state: 'approved', judged: '10000' });
  });

  it('is judged on what was asked for first, also under a policy that came later', async () => {
    const { payoutRequestId } = await world.asked(80_00n);
    await lowerPayoutRequest(world.as('marek'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 10_00n,
      because: 'Only what was delivered',
    });
    await world.inForce(`${LINES}\nhold for 3 approvals when amount > 75.00 USD`);
    await amendPayoutRequest(schedule, {
      payoutRequestId,
      seenVersion: 2,
      amount: 9_00n,
      because: 'Its destination is another one',
    });
    expect(await world.stored(payoutRequestId)).toMatchObject({
      state: 'in_review',
      needed: 3,
      judged: '8000',
    });
  });

  it.each([
    ['of less than before', '', 79_99n, { needed: 2, role: 'risk_reviewer' }],
    ['of more than before', '', 85_00n, { needed: 2, role: 'risk_reviewer' }],
    [
      'under a policy that came later',
      'go\nhold for 1 approval',
      80_00n,
      { needed: 2, role: 'risk_reviewer' },
    ],
    [
      'under one that asks for another role',
      'hold for 1 approval by administrator',
      80_00n,
      { needed: 2, role: 'administrator' },
    ],
    ['under one that asks for more', 'hold for 3 approvals', 80_00n, { needed: 3, role: 'risk_reviewer' }],
  ])('%s never needs fewer people', async (_what, later, amount, needed) => {
    await world.inForce('go\nhold for 2 approvals by risk reviewer when first payout');
    const { payoutRequestId, connectedAccountId } = await world.asked(80_00n);
    const other = await proposePayout(schedule, { connectedAccountId, currency: 'usd', amount: 10_00n });
    await world.tampered(
      other.payoutRequestId,
      "state = 'sent', is_reserved = false, payout_id = 'po_' || payout_request_id",
    );
    if (later !== '') await world.inForce(later);
    await amendPayoutRequest(schedule, {
      payoutRequestId,
      seenVersion: 1,
      amount,
      because: 'Its destination is another one',
    });
    const [row] = await world.sql`
      select state, approvals_needed as needed, approver_role as role from payout_requests where payout_request_id = ${payoutRequestId}`;
    expect(row).toEqual({ state: 'in_review', ...needed });
  });
});
