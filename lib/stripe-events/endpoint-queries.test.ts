import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { effortOn } from '../db/effort.fixture.ts';
import { addDeliveryCounts } from './add-delivery-counts.ts';
import { listWebhookEndpoints } from './endpoint-queries.ts';
import { forgetDeliveryCounts } from './forget-delivery-counts.ts';
import { keepDeliveryCounts } from './keep-delivery-counts.ts';
import { countDelivery, takeUnkeptDeliveries } from './refusals.ts';

/** Enough that the planner would never read all of it to find a few rows. */
const ROWS = 30_000;

/** No part of the reading looks at more than this, however many events there are; see the queries. */
const LOOKED_AT_MAX = 5_001;

const NOW = new Date('2026-11-21T12:34:00Z');
const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: NOW,
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  takeUnkeptDeliveries();
  await empty('delete from stripe_events');
  await sql`delete from delivery_counts`;
});

/** Past the guard that keeps events for ever. */
async function empty(statement: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });
}

type Event = Partial<{
  kind: 'account' | 'connect';
  state: string;
  arrivedBy: string;
  occurredAt: string;
  receivedAt: Date;
}>;

let events = 0;
async function insertEvent({
  kind = 'connect',
  state = 'processed',
  arrivedBy = 'webhook',
  ...times
}: Event) {
  const occurredAt = times.occurredAt ?? '2026-11-21T12:00:00Z';
  const receivedAt = times.receivedAt ?? new Date(Date.parse(occurredAt) + 2_000);
  events += 1;
  await sql`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, received_at, state)
    values (${`evt_${String(events)}`}, ${occurredAt}, 'acct_1', 'payout.paid', false, ${kind}, ${arrivedBy}, ${receivedAt}, ${state})`;
}

async function endpoint(kind: 'account' | 'connect') {
  const found = (await listWebhookEndpoints(viewer)).find((candidate) => candidate.kind === kind);
  if (!found) throw new Error('no such endpoint');
  return found;
}

const count = (
  outcome: string,
  hour: string,
  deliveries: number,
  kind: 'account' | 'connect' = 'account',
) => ({
  endpointKind: kind,
  hour: new Date(hour),
  outcome,
  deliveries,
  lastAt: new Date(Date.parse(hour) + 60_000),
});
const add = (...counts: ReturnType<typeof count>[]) =>
  addDeliveryCounts(jobContext('count-deliveries'), { counts });

describe('an endpoint says', () => {
  it('nothing of what it has never seen', async () => {
    expect(await endpoint('account')).toMatchObject({
      lastReceivedAt: null,
      lastDelaySeconds: null,
      countedSince: null,
      waiting: { count: 0, isCapped: false },
      waitingSeconds: 0,
      failedWeek: { count: 0, isCapped: false },
      deliveries: [],
    });
  });

  it('when its last event came, and nothing of the other endpoint or of the back-fill', async () => {
    await insertEvent({ kind: 'connect', occurredAt: '2026-11-21T12:00:00Z' });
    await insertEvent({ kind: 'account', occurredAt: '2026-11-21T11:00:00Z' });
    await insertEvent({ kind: 'account', occurredAt: '2026-11-21T11:30:00Z', arrivedBy: 'backfill' });
    expect(await endpoint('account')).toMatchObject({
      lastReceivedAt: new Date('2026-11-21T11:00:02Z'),
      lastDelaySeconds: 2,
    });
    expect(await endpoint('connect')).toMatchObject({ lastReceivedAt: new Date('2026-11-21T12:00:02Z') });
  });

  it('when its last event came although thousands came to the other one since', async () => {
    await add(
      count('stored', '2026-11-03T10:00:00Z', 1),
      count('signature_mismatch', '2026-11-20T10:00:00Z', 9),
    );
    await sql`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state)
      select 'evt_other_' || n, ${NOW}::timestamptz - n * interval '1 second', 'acct_1', 'payout.paid', false, 'connect', 'webhook', 'processed'
      from generate_series(1, ${LOOKED_AT_MAX}::int) as n`;
    expect(await endpoint('account')).toMatchObject({
      lastReceivedAt: new Date('2026-11-03T10:01:00Z'),
      lastDelaySeconds: null,
      countedSince: new Date('2026-11-03T10:00:00Z'),
    });
  });

  it('how long the first event waits, and what failed in a day and in a week', async () => {
    const received = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    await insertEvent({ kind: 'account', state: 'received', receivedAt: received(100) });
    await insertEvent({ kind: 'account', state: 'received', receivedAt: received(10) });
    await insertEvent({ kind: 'account', state: 'failed', occurredAt: '2026-11-21T00:00:00Z' });
    await insertEvent({ kind: 'account', state: 'failed', occurredAt: '2026-11-15T00:00:00Z' });
    await insertEvent({ kind: 'account', state: 'failed', occurredAt: '2026-11-14T00:00:00Z' });
    await insertEvent({ kind: 'connect', state: 'failed' });
    const found = await endpoint('account');
    expect(found).toMatchObject({
      waiting: { count: 2, isCapped: false },
      failedDay: { count: 1, isCapped: false },
      failedWeek: { count: 2, isCapped: false },
    });
    expect(found.waitingSeconds).toBeGreaterThanOrEqual(100);
    expect(await endpoint('connect')).toMatchObject({ waitingSeconds: 0, failedWeek: { count: 1 } });
  });

  it('its deliveries of the last 24 and 168 hours, by answer', async () => {
    await add(
      count('stored', '2026-11-21T12:00:00Z', 5),
      count('stored', '2026-11-20T13:00:00Z', 7),
      count('stored', '2026-11-20T12:00:00Z', 11),
      count('stored', '2026-11-14T13:00:00Z', 13),
      count('stored', '2026-11-14T12:00:00Z', 17),
      count('signature_mismatch', '2026-11-19T00:00:00Z', 2),
      count('stored', '2026-11-21T12:00:00Z', 19, 'connect'),
    );
    expect((await endpoint('account')).deliveries).toEqual([
      { outcome: 'stored', day: 12, week: 36 },
      { outcome: 'signature_mismatch', day: 0, week: 2 },
    ]);
  });

  it('which event types its handlers want', async () => {
    const { eventTypes } = await endpoint('account');
    expect(eventTypes).toContain('transfer.created');
    expect(eventTypes).not.toContain('account.updated');
  });
});

describe('what a process counts', () => {
  it('is added to what others have counted, once', async () => {
    countDelivery('account', 'stored');
    countDelivery('account', 'stored');
    countDelivery('connect', 'signature_mismatch');
    await keepDeliveryCounts();
    await keepDeliveryCounts();
    countDelivery('account', 'stored');
    await keepDeliveryCounts();
    const rows = await sql`
      select endpoint_kind, outcome, sum(deliveries)::int as deliveries from delivery_counts group by 1, 2 order by 1`;
    expect([...rows]).toEqual([
      { endpoint_kind: 'account', outcome: 'stored', deliveries: 3 },
      { endpoint_kind: 'connect', outcome: 'signature_mismatch', deliveries: 1 },
    ]);
  });

  it('is not lost when it cannot be written', async () => {
    countDelivery('account', 'stored');
    await sql`alter table delivery_counts rename to delivery_counts_away`;
    try {
      await keepDeliveryCounts();
    } finally {
      await sql`alter table delivery_counts_away rename to delivery_counts`;
    }
    countDelivery('account', 'stored');
    await keepDeliveryCounts();
    const [row] = await sql`select sum(deliveries)::int as deliveries from delivery_counts`;
    expect(row).toEqual({ deliveries: 2 });
  });

  it('of several processes at once is all there', async () => {
    const hour = '2026-11-21T12:00:00Z';
    await Promise.all(
      Array.from({ length: 8 }, (_, at) => {
        const both = [
          count('stored', hour, 1),
          count('duplicate', hour, 1),
          count('stored', hour, 1, 'connect'),
        ];
        return add(...(at % 2 === 0 ? both : both.reverse()));
      }),
    );
    const [row] = await sql`select sum(deliveries)::int as deliveries from delivery_counts`;
    expect(row).toEqual({ deliveries: 24 });
  });
});

describe('the reading costs the same however many events there are', () => {
  it.each([
    ['all processed', 'processed'],
    ['all failed', 'failed'],
    ['all waiting', 'received'],
  ])('%s', async (_what, state) => {
    // Rows that are deleted but not yet cleaned away are still read by a search along their index.
    await empty('truncate stripe_events');
    await sql`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state, next_attempt_at)
      select ${`evt_${state}_`} || n, ${NOW}::timestamptz - n * interval '18 seconds', 'acct_' || n % 2000, 'payout.paid', false, 'connect', 'webhook', ${state},
             now() - n * interval '18 seconds'
      from generate_series(1, ${ROWS}::int) as n`;
    await sql`insert into delivery_counts (endpoint_kind, hour, outcome, deliveries, last_at)
      select kind, at, outcome, 1, at from generate_series(1, 20000) as n, unnest(array['account', 'connect']) as kind,
        unnest(array['stored', 'signature_mismatch']) as outcome, lateral (select date_trunc('hour', ${NOW}::timestamptz) - n * interval '1 hour') as made (at)`;
    await sql`analyze stripe_events, delivery_counts`;
    let found = await endpoint('connect');
    const effort = await effortOn(sql, ['stripe_events', 'delivery_counts'])(async () => {
      found = await endpoint('connect');
    });
    expect(found.failedWeek.isCapped).toBe(state === 'failed');
    expect(found.waiting.isCapped).toBe(state === 'received');
    expect(effort.rowsInSequence).toBe(0);
    // Three parts of the inbox, and a week of two endpoints' counters with four answers among them.
    expect(effort.indexEntries).toBeLessThan(3 * LOOKED_AT_MAX + 4 * 24 * 7 * 2);
  });
});

it('counters are forgotten after a quarter, and an endpoint goes on saying all that it said', async () => {
  const outcomes = ['stored', 'duplicate', 'signature_mismatch'];
  const of = (hour: string, kind?: 'account' | 'connect') =>
    add(...outcomes.map((outcome) => count(outcome, hour, 3, kind)));
  for (const hour of [
    '2026-06-01T10:00:00Z',
    '2026-08-22T12:00:00Z',
    '2026-08-23T13:00:00Z',
    '2026-11-20T12:00:00Z',
  ])
    await of(hour);
  // Quiet since the spring: what came last is all there is to say.
  for (const hour of ['2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z']) await of(hour, 'connect');
  const said = await listWebhookEndpoints(viewer);
  expect(said.map(({ lastReceivedAt }) => lastReceivedAt?.toISOString())).toEqual([
    '2026-11-20T12:01:00.000Z',
    '2026-03-02T10:01:00.000Z',
  ]);
  const forget = () => forgetDeliveryCounts({ ...jobContext('forget-delivery-counts'), now: NOW }, {});
  expect(await forget()).toEqual({ deleted: 10 });
  const kept =
    await sql`select endpoint_kind || ' ' || to_char(hour, 'MM-DD') || ' ' || outcome as row from delivery_counts order by 1`;
  expect(kept.map(({ row }) => row as string)).toEqual([
    ...['08-23', '11-20'].flatMap((day) => outcomes.toSorted().map((outcome) => `account ${day} ${outcome}`)),
    'connect 03-02 duplicate',
    'connect 03-02 stored',
  ]);
  const still = await listWebhookEndpoints(viewer);
  expect(still.map(({ countedSince: _since, ...rest }) => rest)).toEqual(
    said.map(({ countedSince: _since, ...rest }) => rest),
  );
  expect(await forget()).toEqual({ deleted: 0 });
});
