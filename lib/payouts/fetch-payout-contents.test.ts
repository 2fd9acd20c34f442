import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { payoutContents, payouts } from '#drizzle/schema/payouts.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context } from '../context.ts';
import { database } from '../db/client.ts';
import { readPayoutContents } from '../ledger/payout-contents-queries.ts';
import { formatMoney } from '../money/format.ts';
import { readPageRequest } from '../paging.ts';
import { getPayout } from './detail-queries.ts';
import { fetchPayout } from './fetch-payout.ts';
import { fetchDuePayoutContents } from './fetch-payout-contents.ts';
import { recordPayoutContents } from './record-payout-contents.ts';

let stripe: TestStripe;
const ctx = jobContext('process-stripe-events');
const viewer: Context = {
  ...ctx,
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
};

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());

/** A seller on a daily schedule with a bank account and this many charges that are available. */
function seller(charges: number, country = 'US', currency = 'usd'): string {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true, country });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000', currency });
  for (let index = 0; index < charges; index += 1)
    simulator.createCharge({ account: record.id, amount: 1_000 + index, currency, availableOn: 0 });
  return record.id;
}

function payOut(account: string): string {
  const [payout] = stripe.simulator.runAutomaticPayouts(account);
  if (payout === undefined) throw new Error('no automatic payout was made');
  return payout.id;
}

/** Stripe calls it paid and has finished its list of contents. */
function finish(payoutId: string): void {
  stripe.simulator.markPaid(payoutId);
  stripe.simulator.completeReconciliation(payoutId);
}

async function stored(payoutId: string) {
  const [payout] = await database().select().from(payouts).where(eq(payouts.payoutId, payoutId));
  const rows = await database()
    .select({ id: payoutContents.balanceTransactionId })
    .from(payoutContents)
    .where(eq(payoutContents.payoutId, payoutId))
    .orderBy(asc(payoutContents.balanceTransactionId));
  return { payout, ids: rows.map(({ id }) => id) };
}

const listings = (payoutId: string) =>
  stripe.simulator.requests.list().filter(({ params }) => params['payout'] === payoutId).length;

/** What the back-fill does for each account. */
const fetchDue = (account: string) => fetchDuePayoutContents(jobContext('back-fill'), account);

describe('what an automatic payout pays', () => {
  it('is mirrored once Stripe knows it, whole, and adds up to the payout', async () => {
    const account = seller(130);
    const payoutId = payOut(account);
    await fetchPayout(ctx, account, payoutId);
    expect(await stored(payoutId)).toMatchObject({ payout: { contentsReadAt: null }, ids: [] });
    finish(payoutId);
    await fetchPayout(ctx, account, payoutId);
    const { payout, ids } = await stored(payoutId);
    expect(ids).toHaveLength(130);
    expect(payout).toMatchObject({ contentsCount: 130, contentsNet: payout?.amount });
    const own = await database()
      .select({ id: balanceTransactions.balanceTransactionId })
      .from(balanceTransactions)
      .where(eq(balanceTransactions.sourceId, payoutId));
    expect(own).toHaveLength(1);
    expect(ids).not.toContain(own[0]?.id);
  });

  it('is read again when the payout becomes paid, and not with every later event', async () => {
    const account = seller(3);
    const payoutId = payOut(account);
    stripe.simulator.completeReconciliation(payoutId);
    await fetchPayout(ctx, account, payoutId);
    const early = await stored(payoutId);
    stripe.simulator.markPaid(payoutId);
    stripe.simulator.requests.clear();
    await fetchPayout(ctx, account, payoutId);
    expect(listings(payoutId)).toBe(1);
    await fetchPayout(ctx, account, payoutId);
    expect(listings(payoutId)).toBe(1);
    expect((await stored(payoutId)).ids).toEqual(early.ids);
  });

  it('is exactly the newest whole list: what is gone from it goes, an older list changes nothing', async () => {
    const account = seller(3);
    const payoutId = payOut(account);
    finish(payoutId);
    await fetchPayout(ctx, account, payoutId);
    const { payout, ids } = await stored(payoutId);
    const occurredAt = new Date('2026-11-01T00:00:00Z');
    const list = (readAt: Date, names: string[]) =>
      recordPayoutContents(ctx, {
        payoutId,
        connectedAccountId: account,
        readAt,
        paid: names.map((balanceTransactionId) => ({ balanceTransactionId, occurredAt, net: 1n })),
      });
    const readAt = payout?.contentsReadAt ?? new Date(Number.NaN);
    await list(new Date(readAt.getTime() - 1), ['txn_older']);
    expect((await stored(payoutId)).ids).toEqual(ids);
    await list(new Date(readAt.getTime() + 1), ['txn_a', 'txn_b']);
    expect(await stored(payoutId)).toMatchObject({
      ids: ['txn_a', 'txn_b'],
      payout: { contentsCount: 2, contentsNet: 2n },
    });
  });

  it('waits for the next time when Stripe is not ready after all', async () => {
    const account = seller(2);
    const payoutId = payOut(account);
    finish(payoutId);
    const payout = stripe.simulator.core.store.payouts.get(account, payoutId);
    if (payout === undefined) throw new Error('the payout is gone');
    await fetchPayout(ctx, account, payoutId);
    await database().update(payouts).set({ contentsReadAt: null }).where(eq(payouts.payoutId, payoutId));
    payout.reconciliation_status = 'in_progress';
    // The mirror still says "completed": the list is asked for and refused.
    await fetchDue(account);
    expect(listings(payoutId)).toBeGreaterThan(0);
    expect((await stored(payoutId)).payout?.contentsReadAt).toBeNull();
    payout.reconciliation_status = 'completed';
    await fetchDue(account);
    expect((await stored(payoutId)).payout).toMatchObject({ contentsCount: 2 });
  });

  it('of a manual or an instant payout is never asked for', async () => {
    const account = seller(2);
    const { id } = stripe.simulator.createPayout({ account, amount: 1_500, currency: 'usd' });
    stripe.simulator.markPaid(id);
    stripe.simulator.requests.clear();
    await fetchPayout(ctx, account, id);
    await fetchDue(account);
    expect(listings(id)).toBe(0);
    expect((await stored(id)).payout).toMatchObject({ contentsReadAt: null, contentsCount: null });
  });
});

describe('on the payout’s page', () => {
  const page = async (payoutId: string, cursor?: string) => {
    const payout = await getPayout(viewer, payoutId);
    const { contentsCount, contentsNet } = payout;
    if (contentsCount === null || contentsNet === null) throw new Error('the contents were not read');
    const request = readPageRequest(
      { list: 'payout-contents', filter: { payoutId } },
      { cursor, size: '25' },
    );
    return {
      payout,
      contents: await readPayoutContents(viewer, { ...payout, contentsCount, contentsNet }, request),
    };
  };

  it('every movement is shown once over all pages, and the categories add up to the payout', async () => {
    const account = seller(60);
    const { simulator } = stripe;
    const [charge] = simulator.core.store.charges.rows(account);
    simulator.createRefund({ account, charge: charge?.id ?? '', amount: 400 });
    const payoutId = payOut(account);
    finish(payoutId);
    await fetchPayout(ctx, account, payoutId);
    const first = await page(payoutId);
    expect(formatMoney(first.contents.total)).toBe(formatMoney(first.payout.amount));
    expect(first.contents.movements?.map(({ category, count }) => [category, count])).toEqual([
      ['charge', 60],
      ['refund', 1],
    ]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { contents } = await page(payoutId, cursor);
      seen.push(...contents.lines.rows.map(({ balanceTransactionId }) => balanceTransactionId));
      cursor = contents.lines.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual((await stored(payoutId)).ids);
  });

  it('a transaction that Stripe does not list any more shows as the difference', async () => {
    const account = seller(3);
    const payoutId = payOut(account);
    finish(payoutId);
    await fetchPayout(ctx, account, payoutId);
    const [gone] = (await stored(payoutId)).ids;
    await database()
      .delete(payoutContents)
      .where(eq(payoutContents.balanceTransactionId, gone ?? ''));
    const { payout, contents } = await page(payoutId);
    expect(contents.total.amount).toBeLessThan(payout.amount.amount);
  });
});
