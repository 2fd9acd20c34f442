import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext } from '../context.ts';
import { closeDatabase, database, databaseClient, openDatabase, type Sql } from '../db/client.ts';
import { readRiskFeatures } from '../risk/features/read-risk-features.ts';
import { parseStripeEvent } from './parse-stripe-event.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { receiveStripeEvents } from './receive-stripe-events.ts';
import { buildRiskWorld } from './risk-world.fixture.ts';

const { deliveries, direct, destination, separate } = buildRiskWorld();
const SELLERS = [direct, destination, ...separate];
const AT = new Date('2026-10-06T00:30:00Z');

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

async function emptyDatabase(): Promise<void> {
  await owner.unsafe(`
    set session_replication_role = replica;
    truncate stripe_events, stripe_event_bodies, received_event_ids, alarms, risk_facts, risk_hour_counters, risk_day_counters,
      risk_seen, risk_due`);
}

/** All that risk stores, byte for byte, but for the times at which Sluice learned it. */
async function everything(): Promise<string[]> {
  const rows = await databaseClient()<{ bytes: string }[]>`
    with stored as (
      select 'fact' as kind, to_jsonb(fact) - 'learned_at' - 'is_late' as row from risk_facts as fact
      union all select 'hour', to_jsonb(counter) from risk_hour_counters as counter
      union all select 'day', to_jsonb(counter) from risk_day_counters as counter
      union all select 'seen', jsonb_build_object('kind', kind, 'value', value, 'of', connected_account_id, 'at', min(first_seen_at))
        from risk_seen group by kind, value, connected_account_id
      union all select 'due', to_jsonb(due) - 'due_since' from risk_due as due
      union all select 'event', jsonb_build_object('id', stripe_event_id, 'state', state, 'error', last_error) from stripe_events
    )
    select kind || ' ' || row::text as bytes from stored order by 1`;
  return rows.map(({ bytes }) => bytes);
}

/** Everything that a decision would see of every seller, once all is learned. */
async function features(): Promise<string[]> {
  await owner`update risk_facts set learned_at = ${AT.toISOString()}::timestamptz, is_late = true`;
  await owner`update risk_seen set learned_at = ${AT.toISOString()}::timestamptz`;
  return Promise.all(
    SELLERS.map(async (connectedAccountId) =>
      JSON.stringify(
        await readRiskFeatures(database(), { connectedAccountId, currency: 'eur', at: AT }),
        (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
      ),
    ),
  );
}

async function processAll(): Promise<void> {
  const ctx = jobContext('process-stripe-events');
  while ((await processStripeEvents(ctx, { runRefresh: () => Promise.resolve() })).claimed > 0);
}

/** Receives the deliveries in this order, processing after each `batch` of them. */
async function play(order: readonly number[], batch: number): Promise<string[]> {
  await emptyDatabase();
  for (const [position, index] of order.entries()) {
    const delivery = deliveries[index];
    if (delivery === undefined) continue;
    const { body, endpointKind } = delivery;
    await receiveStripeEvents([
      parseStripeEvent(body, { endpointKind, arrivedBy: 'webhook', signatureHeader: null }),
    ]);
    if (position % batch === batch - 1) await processAll();
  }
  await processAll();
  return [...(await everything()), ...(await features())];
}

const inOrder = deliveries.keys().toArray();

describe('what risk knows', () => {
  it('is the same in every order, repeated, late and however batched', async () => {
    const orderly = await play(inOrder, deliveries.length);
    expect(orderly.filter((line) => line.startsWith('event')).every((line) => !line.includes('failed'))).toBe(
      true,
    );
    const indices = fc.array(fc.nat(deliveries.length - 1), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(inOrder, { minLength: deliveries.length }),
        indices,
        fc.integer({ min: 8, max: deliveries.length }),
        async (order, repeated, batch) => {
          const cut = Math.floor(order.length / 2);
          expect(await play([...order.slice(0, cut), ...repeated, ...order.slice(cut)], batch)).toEqual(
            orderly,
          );
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  }, 120_000);

  it('counts an event that a person replays, or that Stripe tells in two events, once', async () => {
    await play(inOrder, deliveries.length);
    const before = await everything();
    await owner`update stripe_events set state = 'received', next_attempt_at = now()`;
    await processAll();
    expect(await everything()).toEqual(before);

    const told = deliveries.filter(({ body }) => body.includes('"type":"refund.created"'));
    await receiveStripeEvents(
      told.map(({ body, endpointKind }) =>
        parseStripeEvent(
          body.replace(/"id":"evt_[^"]+"/, (id) => `${id.slice(0, -1)}again"`),
          {
            endpointKind,
            arrivedBy: 'webhook',
            signatureHeader: null,
          },
        ),
      ),
    );
    await processAll();
    expect((await everything()).filter((line) => !line.startsWith('event'))).toEqual(
      before.filter((line) => !line.startsWith('event')),
    );
  });

  it('is what happened, at whom it concerns', async () => {
    await play(inOrder, deliveries.length);
    const rows = await owner<{ seller: string; kind: string; facts: string }[]>`
      select connected_account_id as seller, kind, count(*)::int as facts from risk_facts group by 1, 2`;
    const factsOf = (seller: string) =>
      Object.fromEntries(rows.filter((row) => row.seller === seller).map(({ kind, facts }) => [kind, facts]));
    expect(factsOf(direct)).toEqual({ charge: 4, decline: 4, refund: 2, dispute: 1, warning: 1 });
    // Its transfers name its charges too.
    expect(factsOf(destination)).toEqual({ charge: 4, transfer: 4, refund: 1, dispute: 1 });
    for (const seller of separate)
      expect(factsOf(seller)).toEqual({ charge: 4, transfer: 4, refund: 1, warning: 1 });
    // What names only its charge also stands as it was told.
    expect(factsOf('platform')).toEqual({ charge: 4, refund: 2, dispute: 1, warning: 1 });

    const [counted] = await owner`
      select sum(charges)::int as charges, sum(charge_amount)::int as "chargeAmount", sum(declines)::int as declines,
             sum(high_risk)::int as "highRisk", sum(refunds)::int as refunds, sum(refund_amount)::int as "refundAmount",
             sum(platform_refunds)::int as "platformRefunds", sum(disputes)::int as disputes
      from risk_hour_counters where connected_account_id = ${direct}`;
    expect(counted).toEqual({
      charges: 4,
      chargeAmount: 10_000,
      declines: 4,
      highRisk: 5,
      refunds: 1,
      refundAmount: 400,
      platformRefunds: 1,
      disputes: 1,
    });
    const [platform] =
      await owner`select count(*)::int as rows from risk_hour_counters where connected_account_id = 'platform'`;
    expect(platform).toEqual({ rows: 0 });
  });

  it('is stored although Stripe cannot be read', async () => {
    await emptyDatabase();
    const [first] = deliveries.filter(({ body }) => body.includes('"type":"charge.succeeded"'));
    if (first === undefined) throw new Error('The world has no charge.');
    await receiveStripeEvents([
      parseStripeEvent(first.body, { ...first, arrivedBy: 'webhook', signatureHeader: null }),
    ]);
    const refused = () => Promise.reject(new Error('Stripe is away'));
    await processStripeEvents(jobContext('process-stripe-events'), { runRefresh: refused });
    const [stored] = await owner`select count(*)::int as facts from risk_facts`;
    expect(stored).toEqual({ facts: 1 });
  });

  it('holds no fingerprint of a card', async () => {
    await play(inOrder, deliveries.length);
    const fingerprints = deliveries.flatMap(({ body }) => /"fingerprint":"([^"]+)"/.exec(body)?.[1] ?? []);
    expect(fingerprints.length).toBeGreaterThan(0);
    const rows = (await everything()).filter((line) => !line.startsWith('event')).join('\n');
    expect(fingerprints.filter((fingerprint) => rows.includes(fingerprint))).toEqual([]);
  });
});
