import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { elapsedMs } from '../clock.ts';
import { createPayout } from './create-payout.ts';

let stripe: TestStripe;
beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());

it('a connection that is lost is told in a sentence that counts as people do', async () => {
  const { simulator } = stripe;
  const { id } = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.faults.add({
    match: { method: 'POST', path: '/v1/payouts' },
    fault: { kind: 'reset_before' },
    times: null,
  });
  const now = elapsedMs();
  const answer = await createPayout(
    {
      payoutRequestId: 'prq_1',
      connectedAccountId: id,
      amount: 100n,
      currency: 'usd',
      method: 'standard',
      destinationId: 'ba_1',
      sourceType: null,
      statementDescriptor: null,
      idempotencyKey: 'prq_1/1',
    },
    { beginByMs: now + 5_000, endByMs: now + 10_000, timeoutMs: 2_000 },
  );
  expect(answer).toMatchObject({
    kind: 'unknown',
    errorMessage: 'An error occurred with our connection to Stripe. Request was retried once.',
  });
});
