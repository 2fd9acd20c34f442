import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext, type Context } from '../context.ts';
import { databaseClient } from '../db/client.ts';
import { postBalanceTransactions } from '../ledger/post-balance-transactions.ts';
import { replayAsPreviewed } from './fetch-replay.ts';
import { previewReplay } from './fetch-replay-preview.ts';
import { parseStripeEvent } from './parse-stripe-event.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { runRefresh } from './run-refresh.ts';
import { storeStripeEvents } from './store-stripe-events.ts';

let stripe: TestStripe;
let account: string;
let stripeEventId: string;

const job = jobContext('process-stripe-events');
const operator = (role: 'finance_operator' | 'viewer'): Context => ({
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Flora', role },
  requestId: 'req_1',
  now: new Date(),
});

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());
beforeEach(async () => {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  account = record.id;
  simulator.createCharge({ account, amount: 50_000, currency: 'usd', availableOn: 0 });
  const [, event] =
    simulator.core.store.events
      .entries()
      .find(([owner, { type }]) => owner === account && type === 'charge.succeeded') ?? [];
  if (event === undefined) throw new Error('The charge has no event');
  stripeEventId = event.id;
  await storeStripeEvents([
    parseStripeEvent(JSON.stringify({ ...event, account }), {
      endpointKind: 'connect',
      arrivedBy: 'webhook',
      signatureHeader: null,
    }),
  ]);
});

async function auditOf(subject: string) {
  return databaseClient()`
    select actor_id, action, before, after from audit_records where subject = ${subject} order by audit_record_id`;
}

describe('a replay', () => {
  it('shows what the ledger would gain, does exactly that, and then has nothing more to gain', async () => {
    const preview = await previewReplay(operator('finance_operator'), stripeEventId);
    expect(preview).toMatchObject({ type: 'charge.succeeded', state: 'received', unreadable: [] });
    expect(preview.refreshes).toEqual([`balance_transactions:${account}`, `balance:${account}`]);
    expect(preview.ledgerGains).toMatchObject([
      { gain: 'missing', connectedAccountId: account, currency: 'usd' },
    ]);
    expect(preview.mirrorDifferences.map(({ field }) => field)).toContain('available');

    await replayAsPreviewed(operator('finance_operator'), { stripeEventId, previewHash: preview.hash });
    expect(await auditOf(stripeEventId)).toMatchObject([
      { actor_id: 'op_1', action: 'stripe_event.replay', after: { previewHash: preview.hash } },
    ]);
    expect((await previewReplay(operator('finance_operator'), stripeEventId)).ledgerGains).toEqual([]);

    await processStripeEvents(job, { runRefresh });
    await postBalanceTransactions(jobContext('post-balance-transactions'));
    const afterwards = await previewReplay(operator('finance_operator'), stripeEventId);
    expect(afterwards).toMatchObject({ state: 'processed', ledgerGains: [], mirrorDifferences: [] });
  });

  it('makes a processed event due again without booking anything twice', async () => {
    await processStripeEvents(job, { runRefresh });
    await postBalanceTransactions(jobContext('post-balance-transactions'));
    const entries = () =>
      databaseClient()`select journal_entry_id from journal_entries where connected_account_id = ${account}`;
    const before = await entries();
    const preview = await previewReplay(operator('finance_operator'), stripeEventId);
    expect(preview.state).toBe('processed');
    await replayAsPreviewed(operator('finance_operator'), { stripeEventId, previewHash: preview.hash });
    expect(await processStripeEvents(job, { runRefresh })).toMatchObject({ claimed: 1, processed: 1 });
    await postBalanceTransactions(jobContext('post-balance-transactions'));
    expect(await entries()).toEqual(before);
  });

  it('is refused when Stripe’s facts are others than those seen', async () => {
    const preview = await previewReplay(operator('finance_operator'), stripeEventId);
    stripe.simulator.createCharge({ account, amount: 700, currency: 'usd', availableOn: 0 });
    await expect(
      replayAsPreviewed(operator('finance_operator'), { stripeEventId, previewHash: preview.hash }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await auditOf(stripeEventId)).toEqual([]);
  });

  it('is refused when the event was processed in between', async () => {
    await processStripeEvents(job, { runRefresh });
    const preview = await previewReplay(operator('finance_operator'), stripeEventId);
    await replayAsPreviewed(operator('finance_operator'), { stripeEventId, previewHash: preview.hash });
    await expect(
      replayAsPreviewed(operator('finance_operator'), { stripeEventId, previewHash: preview.hash }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await processStripeEvents(job, { runRefresh });
  });

  it('is for those who may run the books', async () => {
    await expect(previewReplay(operator('viewer'), stripeEventId)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(previewReplay(operator('finance_operator'), 'evt_unknown')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of a poison event says why nothing can be read', async () => {
    const poison = `evt_poison_${account}`;
    const body = JSON.stringify({
      id: poison,
      object: 'event',
      type: 'payout.paid',
      created: 1_790_000_000,
      livemode: false,
      account,
      data: { object: { object: 'payout' } },
    });
    await storeStripeEvents([
      parseStripeEvent(body, { endpointKind: 'connect', arrivedBy: 'webhook', signatureHeader: null }),
    ]);
    const preview = await previewReplay(operator('finance_operator'), poison);
    expect(preview.unreadable).toMatchObject([{ refresh: 'payout.paid' }]);
  });
});
