import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { disputes } from '#drizzle/schema/disputes.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context } from '../context.ts';
import { database } from '../db/client.ts';
import { listDisputes as listAtStripe } from '../stripe/list-disputes.ts';
import { retrieveDispute } from '../stripe/retrieve-dispute.ts';
import { listDisputes } from './dispute-queries.ts';
import { fetchDispute } from './fetch-dispute.ts';
import { recordDisputes } from './record-disputes.ts';

let stripe: TestStripe;
const ctx = jobContext('process-stripe-events');
const viewer: Context = {
  ...ctx,
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
};

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());

function disputedSale(options: { inquiry?: boolean } = {}) {
  const { simulator } = stripe;
  const account = simulator.createAccount({ type: 'custom', onboarded: true }).id;
  const charge = simulator.createCharge({ account, amount: 9_000, currency: 'usd', availableOn: 0 });
  const { id } = simulator.createDispute({ charge: charge.id, reason: 'product_not_received', ...options });
  return { account, id, chargeId: charge.id };
}

async function mirrorOf(disputeId: string) {
  const [row] = await database().select().from(disputes).where(eq(disputes.disputeId, disputeId));
  return row;
}

describe('the mirror of a dispute', () => {
  it('equals what Stripe says, with the balance transaction that took the money', async () => {
    const { account, id, chargeId } = disputedSale();
    await fetchDispute(ctx, account, id);
    const atStripe = await retrieveDispute(account, id);
    expect(await mirrorOf(id)).toMatchObject(atStripe);
    expect(atStripe).toMatchObject({
      connectedAccountId: account,
      amount: 9_000n,
      status: 'needs_response',
      reason: 'product_not_received',
      chargeId,
    });
    expect(atStripe.balanceTransactionIds).toHaveLength(1);
    expect(atStripe.evidenceDueAt?.getTime()).toBeGreaterThan(atStripe.occurredAt.getTime());
  });

  it('has taken no money for an inquiry', async () => {
    const { account, id } = disputedSale({ inquiry: true });
    await fetchDispute(ctx, account, id);
    expect(await mirrorOf(id)).toMatchObject({ status: 'warning_needs_response', balanceTransactionIds: [] });
  });

  it('follows it when the bank decides, and back again by appeal', async () => {
    const { account, id } = disputedSale();
    for (const outcome of ['lost', 'won'] as const) {
      stripe.simulator.closeDispute(id, outcome);
      await fetchDispute(ctx, account, id);
      expect((await mirrorOf(id))?.status).toBe(outcome);
    }
    expect((await mirrorOf(id))?.balanceTransactionIds).toHaveLength(2);
  });

  it('of a destination charge is the platform’s, and is shown on the account that was paid out of it, and on no other', async () => {
    const { simulator } = stripe;
    const [seller, other] = [1, 2].map(() => simulator.createAccount({ type: 'custom', onboarded: true }).id);
    if (seller === undefined || other === undefined) throw new Error('no accounts');
    const charge = simulator.createCharge({
      amount: 9_000,
      currency: 'usd',
      destination: seller,
      availableOn: 0,
    });
    const { id } = simulator.createDispute({ charge: charge.id });
    await fetchDispute(ctx, PLATFORM, id);
    const direct = disputedSale();
    await fetchDispute(ctx, direct.account, direct.id);
    const shownOn = async (account: string) =>
      (await listDisputes(viewer, account, 10)).map(({ disputeId, isOnPlatform }) => ({
        disputeId,
        isOnPlatform,
      }));
    expect(await shownOn(seller)).toEqual([{ disputeId: id, isOnPlatform: true }]);
    expect(await shownOn(direct.account)).toEqual([{ disputeId: direct.id, isOnPlatform: false }]);
    expect(await shownOn(other)).toEqual([]);
    for await (const listed of listAtStripe(PLATFORM, {}))
      expect(listed.find(({ disputeId }) => disputeId === id)?.transferDestination).toBe(seller);
    expect.assertions(4);
  });

  it('is not set back by a read that began earlier', async () => {
    const { account, id } = disputedSale();
    const earlier = await retrieveDispute(account, id);
    stripe.simulator.closeDispute(id, 'lost');
    await fetchDispute(ctx, account, id);
    await recordDisputes(ctx, { disputes: [earlier], readAt: new Date(0) });
    expect((await mirrorOf(id))?.status).toBe('lost');
  });
});
