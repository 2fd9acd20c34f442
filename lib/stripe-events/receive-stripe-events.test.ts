import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from '../db/client.ts';
import type { IncomingStripeEvent } from './parse-stripe-event.ts';
import { inboxDrained, receiveStripeEvents } from './receive-stripe-events.ts';

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

function event(stripeEventId: string, overrides: Partial<IncomingStripeEvent> = {}): IncomingStripeEvent {
  return {
    stripeEventId,
    occurredAtSeconds: 1_790_000_000,
    connectedAccountId: 'acct_a',
    type: 'payout.paid',
    livemode: false,
    apiVersion: null,
    endpointKind: 'connect',
    arrivedBy: 'webhook',
    objectType: 'payout',
    objectId: 'po_1',
    body: `{"id":"${stripeEventId}"}`,
    signatureHeader: 't=1,v1=ab',
    ...overrides,
  };
}

async function storedIds(): Promise<Set<string>> {
  const rows = await owner<{ stripe_event_id: string }[]>`
    select stripe_event_id from stripe_events join stripe_event_bodies using (stripe_event_id, occurred_at)`;
  return new Set(rows.map(({ stripe_event_id }) => stripe_event_id));
}

/** Two in three are cut at. */
const ROUNDS = 60;

describe('receiving', () => {
  it('names the first of equal events as stored, inside one batch and across batches', async () => {
    expect(await receiveStripeEvents([event('evt_a'), event('evt_a'), event('evt_b')])).toEqual([
      'stored',
      'duplicate',
      'stored',
    ]);
    expect(await receiveStripeEvents([event('evt_a')])).toEqual(['duplicate']);
  });

  it('stores an event id once, whatever month it claims, and lets its neighbours through', async () => {
    const NEXT_MONTH = 1_790_000_000 + 31 * 86_400;
    const again = (id: string) => event(id, { occurredAtSeconds: NEXT_MONTH, body: '{"other":true}' });
    expect(
      await receiveStripeEvents([event('evt_once'), again('evt_once'), again('evt_after'), event('evt_z')]),
    ).toEqual(['stored', 'duplicate', 'stored', 'stored']);
    expect(await receiveStripeEvents([again('evt_once'), event('evt_after')])).toEqual([
      'duplicate',
      'duplicate',
    ]);
    const rows = await owner<{ id: string; seconds: number; body: string }[]>`
      select stripe_event_id as id, extract(epoch from occurred_at)::int as seconds, body
      from stripe_events join stripe_event_bodies using (stripe_event_id, occurred_at)
      where stripe_event_id in ('evt_once', 'evt_after') order by 1 desc`;
    expect(rows).toEqual([
      { id: 'evt_once', seconds: 1_790_000_000, body: '{"id":"evt_once"}' },
      { id: 'evt_after', seconds: NEXT_MONTH, body: '{"other":true}' },
    ]);
    await expect(
      databaseClient()`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
        values ('evt_once', now(), 'acct_a', 'payout.paid', false, 'connect', 'webhook')`,
    ).rejects.toThrow('received_event_ids_pkey');
  });

  it('stores the signed bytes of an event for which somebody wanted to lay down others first', async () => {
    const lay = (id: string) =>
      databaseClient()`insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body)
        values (${id}, to_timestamp(1790000000), 'acct_a', '{"forged":true}')`;
    await expect(lay('evt_to_come')).rejects.toThrow('the body of evt_to_come has no event');
    expect(await receiveStripeEvents([event('evt_to_come')])).toEqual(['stored']);
    await expect(lay('evt_to_come')).rejects.toThrow('duplicate key');
    expect([
      ...(await owner`select body from stripe_event_bodies where stripe_event_id = 'evt_to_come'`),
    ]).toEqual([{ body: '{"id":"evt_to_come"}' }]);
  });

  it('lets one row that the database refuses fail alone', async () => {
    // A kind that no check constraint allows stands for whatever a stricter migration may refuse one day.
    const bad = event('evt_bad', { endpointKind: 'martian' as 'connect' });
    const settled = await Promise.allSettled(
      [event('evt_c'), bad, event('evt_d')].map((one) => receiveStripeEvents([one])),
    );
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const ids = await storedIds();
    expect([ids.has('evt_c'), ids.has('evt_bad'), ids.has('evt_d')]).toEqual([true, false, true]);
  });

  it('answers two callers with the same events in opposite order without a deadlock', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `evt_pair_${String(index)}`);
    const outcomes = await Promise.all([
      receiveStripeEvents(ids.map((id) => event(id))),
      receiveStripeEvents(ids.toReversed().map((id) => event(id))),
    ]);
    expect(outcomes.flat().filter((outcome) => outcome === 'stored')).toHaveLength(200);
    const [row] = await databaseClient()<{ stored: number }[]>`
      select count(*)::int as stored from stripe_events where stripe_event_id like 'evt_pair_%'`;
    expect(row?.stored).toBe(200);
  });

  it('has stored whatever it named as stored, however often its connections are cut', async () => {
    const acknowledged: string[] = [];
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const deliveries = { areUnderWay: true };
      const delivered = Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const id = `evt_cut_${String(round)}_${String(index)}`;
          try {
            await receiveStripeEvents([event(id)]);
            acknowledged.push(id);
          } catch {
            refused += 1; // Stripe sends a refused event again
          }
        }),
      ).finally(() => {
        deliveries.areUnderWay = false;
      });
      // Every third round gets through, however slow the machine is: a busy one would lose whatever is cut at.
      while (deliveries.areUnderWay && round % 3 !== 2)
        // Sessions that have begun to store; one that is still being opened would say so to the test runner.
        await owner`select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and query like '%incoming as materialized%'`;
      await delivered;
    }
    await inboxDrained();
    const ids = await storedIds();
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(0);
  });
});
