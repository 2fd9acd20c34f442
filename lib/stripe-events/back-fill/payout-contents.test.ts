import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { payouts } from '#drizzle/schema/payouts.ts';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { runSync } from './run-sync.ts';
import { startFreshStripe, type FreshStripe } from './test-fresh-stripe.ts';

let stripe: FreshStripe;
beforeEach(async () => {
  stripe = await startFreshStripe({ delivery: 'hold', automaticPayouts: false });
});
afterEach(() => stripe.stop());

it('a back-fill also reads what automatic payouts pay, when no event ever said that Stripe knows it', async () => {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  simulator.createCharge({ account: record.id, amount: 5_000, currency: 'usd', availableOn: 0 });
  const [payout] = simulator.runAutomaticPayouts(record.id);
  simulator.markPaid(payout?.id ?? '');
  simulator.completeReconciliation(payout?.id ?? '');
  const ctx = jobContext('back-fill');
  await runSync(ctx, { kind: 'back-fill' });
  const [mirrored] = await database().select().from(payouts).where(eq(payouts.connectedAccountId, record.id));
  expect(mirrored).toMatchObject({ contentsCount: 1, contentsNet: mirrored?.amount });
});
