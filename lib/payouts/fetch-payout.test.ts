import { asc, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { payouts, payoutStatusChanges } from '#drizzle/schema/payouts.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { database } from '../db/client.ts';
import { retrievePayout } from '../stripe/retrieve-payout.ts';
import { fetchPayout } from './fetch-payout.ts';
import { recordPayouts } from './record-payouts.ts';
import type { PayoutSnapshot } from './schemas.ts';

let stripe: TestStripe;
const ctx = jobContext('process-stripe-events');

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());

/** A connected account with money and a bank account; a failed payout makes the bank account unusable. */
function fundedAccount(interval: 'manual' | 'daily' = 'manual'): string {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', availableOn: 0 });
  return record.id;
}

function payOut(account: string, metadata: Record<string, string> = {}): string {
  return stripe.simulator.createPayout({ account, amount: 10_000, currency: 'usd', metadata }).id;
}

async function mirrorOf(payoutId: string) {
  const [row] = await database().select().from(payouts).where(eq(payouts.payoutId, payoutId));
  if (row === undefined) throw new Error(`no mirror of ${payoutId}`);
  return row;
}

const statesOf = async (payoutId: string) =>
  (
    await database()
      .select()
      .from(payoutStatusChanges)
      .where(eq(payoutStatusChanges.payoutId, payoutId))
      .orderBy(asc(payoutStatusChanges.seenAt), asc(payoutStatusChanges.payoutStatusChangeId))
  ).map(({ status, failureCode }) => [status, failureCode]);

describe('the mirror of a payout', () => {
  it('keeps the mark of its settlement when it is read again', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    await fetchPayout(ctx, account, payoutId);
    const settlementPostedAt = new Date('2026-11-02T00:00:00Z');
    await database().update(payouts).set({ settlementPostedAt }).where(eq(payouts.payoutId, payoutId));
    await fetchPayout(ctx, account, payoutId);
    expect((await mirrorOf(payoutId)).settlementPostedAt).toEqual(settlementPostedAt);
  });

  it('equals what Stripe says and brings the payout’s balance transaction', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account, { sluice_payout_request_id: 'request_1' });
    await fetchPayout(ctx, account, payoutId);
    expect(await mirrorOf(payoutId)).toMatchObject({
      ...(await retrievePayout(account, payoutId)),
      connectedAccountId: account,
      amount: 10_000n,
      status: 'pending',
      isAutomatic: false,
      metadata: { sluice_payout_request_id: 'request_1' },
      paidSeenAt: null,
    });
    const booked = await database()
      .select()
      .from(balanceTransactions)
      .where(eq(balanceTransactions.sourceId, payoutId));
    expect(booked).toMatchObject([{ type: 'payout', amount: -10_000n, connectedAccountId: account }]);
  });

  it('keeps both states of a payout that failed after it was paid, and the money that came back', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    await fetchPayout(ctx, account, payoutId);
    stripe.simulator.putInTransit(payoutId);
    await fetchPayout(ctx, account, payoutId);
    stripe.simulator.markPaid(payoutId);
    await fetchPayout(ctx, account, payoutId);
    const { paidSeenAt } = await mirrorOf(payoutId);
    stripe.simulator.failPayout(payoutId, 'account_closed');
    await fetchPayout(ctx, account, payoutId);
    await fetchPayout(ctx, account, payoutId);

    expect(paidSeenAt).not.toBeNull();
    expect(await mirrorOf(payoutId)).toMatchObject({
      status: 'failed',
      failureCode: 'account_closed',
      paidSeenAt,
    });
    expect(await statesOf(payoutId)).toEqual([
      ['pending', null],
      ['in_transit', null],
      ['paid', null],
      ['failed', 'account_closed'],
    ]);
    const booked = await database()
      .select()
      .from(balanceTransactions)
      .where(eq(balanceTransactions.sourceId, payoutId));
    expect(booked.map(({ type, net }) => [type, net]).sort()).toEqual([
      ['payout', -10_000n],
      ['payout_failure', 10_000n],
    ]);
  });

  it('is not turned back by a read that began before the failure', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    stripe.simulator.markPaid(payoutId);
    const paid = await retrievePayout(account, payoutId);
    stripe.simulator.failPayout(payoutId, 'no_account');
    await fetchPayout(ctx, account, payoutId);
    const failed = await mirrorOf(payoutId);
    const late = await recordPayouts(ctx, { payouts: [paid], readAt: new Date(failed.readAt.getTime() - 1) });
    expect(late).toMatchObject({ added: 0, applied: 0 });
    expect(await mirrorOf(payoutId)).toEqual({
      ...failed,
      paidSeenAt: new Date(failed.readAt.getTime() - 1),
    });
    expect(await statesOf(payoutId)).toEqual([
      ['paid', null],
      ['failed', 'no_account'],
    ]);
  });

  it('ends the same whatever the order and repetition in which its reads are stored', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    const steps = [
      () => undefined,
      () => stripe.simulator.putInTransit(payoutId),
      () => stripe.simulator.markPaid(payoutId),
      () => stripe.simulator.failPayout(payoutId, 'declined'),
    ];
    const reads: { payout: PayoutSnapshot; readAt: Date }[] = [];
    for (const [index, step] of steps.entries()) {
      step();
      reads.push({ payout: await retrievePayout(account, payoutId), readAt: new Date(1_000 * (index + 1)) });
    }
    // Sixty copies, each with an order of its own, one read of each at a time: those of one time are stored together.
    // One copy after the other would be the same in fifteen times as many transactions.
    let run = 0;
    const order = fc.shuffledSubarray([...reads, ...reads], { minLength: 2 * reads.length });
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 60, maxLength: 60 }), async (orders) => {
        run += 1;
        const copies = orders.map((reading, copy) => ({
          id: `${payoutId}_${String(run)}_${String(copy)}`,
          reading,
        }));
        for (let turn = 0; turn < 2 * reads.length; turn += 1)
          for (const { payout, readAt } of reads)
            await recordPayouts(ctx, {
              payouts: copies
                .filter(({ reading }) => reading[turn]?.readAt === readAt)
                .map(({ id }) => ({ ...payout, payoutId: id })),
              readAt,
            });
        for (const { id } of copies) {
          expect(await mirrorOf(id)).toMatchObject({
            ...reads[3]?.payout,
            payoutId: id,
            status: 'failed',
            paidSeenAt: new Date(3_000),
            readAt: new Date(4_000),
          });
          expect(await statesOf(id)).toEqual([
            ['pending', null],
            ['in_transit', null],
            ['paid', null],
            ['failed', 'declined'],
          ]);
        }
      }),
      { numRuns: 1 },
    );
  });

  it('stores a whole page in one go: new ones, known ones and stale ones beside each other', async () => {
    const account = fundedAccount();
    const read = async (status: string) => ({ ...(await retrievePayout(account, payOut(account))), status });
    const [newer, known, fresh] = [await read('paid'), await read('pending'), await read('pending')];
    await recordPayouts(ctx, { payouts: [newer], readAt: new Date(5_000) });
    await recordPayouts(ctx, { payouts: [known], readAt: new Date(1_000) });
    const page = [newer, known, fresh, fresh].map((payout) => ({ ...payout, status: 'in_transit' }));
    expect(await recordPayouts(ctx, { payouts: page, readAt: new Date(3_000) })).toMatchObject({
      added: 1,
      applied: 2,
    });
    expect((await mirrorOf(newer.payoutId)).status).toBe('paid');
    expect((await mirrorOf(known.payoutId)).status).toBe('in_transit');
    expect((await mirrorOf(fresh.payoutId)).status).toBe('in_transit');
    expect(await statesOf(newer.payoutId)).toEqual([
      ['in_transit', null],
      ['paid', null],
    ]);
    expect(await recordPayouts(ctx, { payouts: [], readAt: new Date(9_000) })).toMatchObject({
      added: 0,
      applied: 0,
    });
  });

  it('asks Stripe for a balance transaction only once', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    await fetchPayout(ctx, account, payoutId);
    stripe.simulator.requests.clear();
    await fetchPayout(ctx, account, payoutId);
    expect(stripe.simulator.requests.list().map(({ path }) => path)).toEqual([`/v1/payouts/${payoutId}`]);
  });

  it('says whether Stripe made it by itself', async () => {
    const account = fundedAccount('daily');
    // Past the next banking day, whatever day the test runs on.
    stripe.simulator.advanceClock(4 * 86_400_000);
    const [automatic] = stripe.simulator.core.store.payouts.rows(account);
    if (automatic === undefined) throw new Error('the schedule made no payout');
    await fetchPayout(ctx, account, automatic.id);
    expect(await mirrorOf(automatic.id)).toMatchObject({ isAutomatic: true, connectedAccountId: account });
  });

  it('of another account is not found', async () => {
    const payoutId = payOut(fundedAccount());
    await expect(fetchPayout(ctx, fundedAccount(), payoutId)).rejects.toMatchObject({ problem: 'not_found' });
  });
});
