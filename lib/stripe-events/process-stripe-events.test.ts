import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from '../db/client.ts';
import { StripeReadError } from '../stripe/errors.ts';
import { claimStripeEvents } from './claim-stripe-events.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { refreshKey, type Refresh } from './refresh.ts';
import type { RunRefresh } from './run-refreshes.ts';
import { settleStripeEvents } from './settle-stripe-events.ts';
import { storeStripeEvents } from './store-stripe-events.ts';

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  // The schema's owner can do what the runtime role must not: empty the inbox between tests.
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

beforeEach(async () => {
  await owner.unsafe(
    `set session_replication_role = replica; truncate stripe_events, stripe_event_bodies, received_event_ids, alarms`,
  );
});

const ctx = jobContext('process-stripe-events');
const CREATED = 1_790_000_000;
let serial = 0;

async function receive(
  type: string,
  connectedAccountId: string,
  object: Record<string, unknown> = { id: 'ch_1', object: 'charge' },
): Promise<string> {
  serial += 1;
  const stripeEventId = `evt_${String(serial)}`;
  await storeStripeEvents([
    {
      stripeEventId,
      occurredAtSeconds: CREATED + serial,
      connectedAccountId,
      type,
      livemode: false,
      apiVersion: null,
      endpointKind: connectedAccountId === 'platform' ? 'account' : 'connect',
      arrivedBy: 'webhook',
      objectType: typeof object['object'] === 'string' ? object['object'] : null,
      objectId: typeof object['id'] === 'string' ? object['id'] : null,
      body: JSON.stringify({ id: stripeEventId, type, data: { object } }),
      signatureHeader: null,
    },
  ]);
  return stripeEventId;
}

async function stateOf(stripeEventId: string) {
  const [row] = await databaseClient()<
    {
      state: string;
      attempts: number;
      last_error: string | null;
      waits: number;
      processed_at: string | null;
    }[]
  >`
    select state, attempts, last_error, processed_at, extract(epoch from next_attempt_at - now())::float8 as waits
    from stripe_events where stripe_event_id = ${stripeEventId}`;
  if (row === undefined) throw new Error(`${stripeEventId} is not stored`);
  return row;
}

async function makeDue(): Promise<void> {
  await owner`update stripe_events set next_attempt_at = now() - interval '1 second' where state = 'received'`;
}

/** Notes what was asked for; fails where the test says. */
function recorder(failing: (refresh: Refresh) => boolean = () => false) {
  const ran: string[] = [];
  const runRefresh: RunRefresh = (_ctx, refresh) => {
    ran.push(refreshKey(refresh));
    return failing(refresh) ? Promise.reject(new Error('Stripe says no')) : Promise.resolve();
  };
  return { ran, runRefresh };
}

describe('processing', () => {
  it('reads each thing once for many events about it, an account’s money before its balance', async () => {
    await receive('charge.succeeded', 'acct_a');
    await receive('charge.refunded', 'acct_a');
    await receive('payout.paid', 'acct_a', { id: 'po_1', object: 'payout' });
    await receive('account.updated', 'acct_a', { id: 'acct_a', object: 'account' });
    const { ran, runRefresh } = recorder();
    expect(await processStripeEvents(ctx, { runRefresh })).toMatchObject({ claimed: 4, processed: 4 });
    expect(ran).toEqual([
      'connected_account:acct_a',
      'balance_transactions:acct_a',
      'payout:acct_a:po_1',
      'balance:acct_a',
    ]);
    expect(await processStripeEvents(ctx, { runRefresh })).toMatchObject({ claimed: 0 });
  });

  it('keeps an unknown type as ignored and reads nothing for it', async () => {
    const id = await receive('martian.landed', 'platform');
    const { ran, runRefresh } = recorder();
    await processStripeEvents(ctx, { runRefresh });
    expect(await stateOf(id)).toMatchObject({ state: 'ignored', last_error: null });
    expect(ran).toEqual([]);
  });

  it('lets one poison event fail alone, with its error and an alarm', async () => {
    const poison = await receive('payout.paid', 'acct_a', { object: 'payout' });
    const sound = await receive('payout.paid', 'acct_a', { id: 'po_2', object: 'payout' });
    const { runRefresh } = recorder();
    expect(await processStripeEvents(ctx, { runRefresh })).toMatchObject({ processed: 1, failed: 1 });
    expect(await stateOf(sound)).toMatchObject({ state: 'processed', last_error: null });
    expect(await stateOf(poison)).toMatchObject({
      state: 'failed',
      last_error: expect.stringContaining('data.object.id') as string,
    });
    const alarms = await databaseClient()`select kind, subject, closed_at from alarms`;
    expect([...alarms]).toEqual([{ kind: 'stripe_event_failed', subject: poison, closed_at: null }]);
  });

  it('retries only the events that needed a refresh which failed, waits longer each time, and gives up after eight', async () => {
    const broken = await receive('payout.paid', 'acct_a', { id: 'po_broken', object: 'payout' });
    const sound = await receive('charge.succeeded', 'acct_b');
    const { runRefresh } = recorder((refresh) => refreshKey(refresh) === 'payout:acct_a:po_broken');
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await processStripeEvents(ctx, { runRefresh });
      const { state, attempts, waits: seconds, last_error: error } = await stateOf(broken);
      expect({ state, attempts }).toEqual({ state: attempt < 8 ? 'received' : 'failed', attempts: attempt });
      expect(error).toBe('payout:acct_a:po_broken: Error: Stripe says no');
      if (attempt < 8) waits.push(seconds);
      await makeDue();
    }
    expect(await stateOf(sound)).toMatchObject({ state: 'processed', attempts: 1 });
    waits.forEach((seconds, index) => {
      const ceiling = Math.min(5 * 4 ** index, 3_600);
      expect(seconds).toBeGreaterThan(ceiling * 0.5 - 2);
      expect(seconds).toBeLessThanOrEqual(ceiling);
    });
  });

  it('gives up no event because Stripe is away for long, and tries often enough to be back soon after it', async () => {
    const waiting = await receive('payout.paid', 'acct_a', { id: 'po_1', object: 'payout' });
    const away: RunRefresh = () =>
      Promise.reject(new StripeReadError('unavailable', 'Stripe did not answer.', null));
    const { runRefresh: broken } = recorder(() => true);
    for (let attempt = 1; attempt <= 30; attempt += 1) {
      expect(await processStripeEvents(ctx, { runRefresh: away })).toMatchObject({ outage: 1, failed: 0 });
      expect((await stateOf(waiting)).waits).toBeLessThanOrEqual(300);
      await makeDue();
    }
    expect((await stateOf(waiting)).state).toBe('received');

    // Errors of its own count from here, all eight of them.
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect((await stateOf(waiting)).state).toBe('received');
      await makeDue();
      await processStripeEvents(ctx, { runRefresh: broken });
    }
    expect((await stateOf(waiting)).state).toBe('failed');
  });

  it('closes the alarm of a failed event that was processed after all', async () => {
    const id = await receive('payout.paid', 'acct_a', { object: 'payout' });
    const { runRefresh } = recorder();
    await processStripeEvents(ctx, { runRefresh });
    await owner`update stripe_events set state = 'received', attempts = 0, object_id = 'po_1', next_attempt_at = now()`;
    await processStripeEvents(ctx, { runRefresh });
    expect(await stateOf(id)).toMatchObject({ state: 'processed', last_error: null });
    const open = await databaseClient()`select 1 from alarms where closed_at is null`;
    expect(open).toHaveLength(0);
  });
});

describe('claims', () => {
  it('are never shared by two workers', async () => {
    for (let index = 0; index < 30; index += 1) await receive('charge.succeeded', `acct_${String(index)}`);
    const claims = await Promise.all(Array.from({ length: 6 }, () => claimStripeEvents(ctx, { limit: 10 })));
    const ids = claims.flat().map(({ stripeEventId }) => stripeEventId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(30);
  });

  it('of a worker that died come back within 30 seconds', async () => {
    const id = await receive('charge.succeeded', 'acct_a');
    await claimStripeEvents(ctx, { limit: 10 });
    const { state, waits } = await stateOf(id);
    expect(state).toBe('received');
    expect(waits).toBeGreaterThan(20);
    expect(waits).toBeLessThanOrEqual(30);
  });

  it('that lapsed cannot give a verdict any more', async () => {
    const id = await receive('charge.succeeded', 'acct_a');
    const [slow] = await claimStripeEvents(ctx, { limit: 1 });
    await makeDue();
    const [fast] = await claimStripeEvents(ctx, { limit: 1 });
    if (slow === undefined || fast === undefined) throw new Error('nothing was claimed');
    await settleStripeEvents(ctx, [{ ...slow, outcome: 'failed', error: 'too late' }]);
    expect(await stateOf(id)).toMatchObject({ state: 'received', attempts: 2, last_error: null });
    await settleStripeEvents(ctx, [{ ...fast, outcome: 'processed', error: null }]);
    expect(await stateOf(id)).toMatchObject({ state: 'processed' });
  });

  it('that keep killing their worker end as failed', async () => {
    const id = await receive('charge.succeeded', 'acct_a');
    await owner`update stripe_events set attempts = 20`;
    const { ran, runRefresh } = recorder();
    await processStripeEvents(ctx, { runRefresh });
    expect(ran).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ state: 'failed' });
  });
});
