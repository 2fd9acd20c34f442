import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Actor, Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { readPageRequest } from '../paging.ts';
import { listCompleteness, listEventGaps, listSyncRuns } from './back-fill/queries.ts';
import { countStripeEventFacets, countStripeEventsAfter, listStripeEvents } from './queries.ts';
import { getStripeEventTrace } from './trace-queries.ts';
import { ARRIVALS, STRIPE_EVENT_STATES, type StripeEventFilter } from './types.ts';

const EVENTS = 600;
let testDatabase: TestDatabase;
let sql: postgres.Sql;

const as = (actor: Actor): Context => ({ actor, requestId: 'test', now: new Date('2026-11-21T12:00:00Z') });
const viewer = as({ kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' });
const owner = as({ kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@x.example' });

/** Three events share each second, so that the id must break ties. */
const FILL = `
  insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, object_id, object_type, state)
  select 'evt_' || lpad(n::text, 6, '0'), '2026-11-20T00:00:00Z'::timestamptz - (n / 3) * interval '1 second',
         'acct_' || (n % 7), (array['payout.paid', 'charge.succeeded', 'invoice.paid'])[n % 3 + 1], false, 'connect',
         case when n % 10 = 0 then 'backfill' else 'webhook' end, 'po_' || (n / 2), 'payout',
         case when n % 100 = 0 then 'failed' when n % 50 = 1 then 'received' when n % 3 = 2 then 'ignored' else 'processed' end
  from generate_series(1, ${String(EVENTS)}) as n;
  insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body, signature_header)
  select stripe_event_id, occurred_at, connected_account_id, '{"data":{"object":{"id":"' || object_id || '"}}}', 't=1' from stripe_events`;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.unsafe(FILL);
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const request = (filter: StripeEventFilter, cursor?: string | null) =>
  readPageRequest({ list: 'events', filter }, { cursor: cursor ?? undefined, size: '25' });

describe('the inbox on screen', () => {
  it('finds and counts ignored events among many others by an index of their own', async () => {
    const many = await createTestDatabase();
    const client = postgres(many.ownerUrl, { max: 1, onnotice: () => undefined });
    await client`
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state)
      select 'evt_' || n, now(), 'acct_1', 'invoice.paid', false, 'connect', 'webhook', case when n % 500 = 0 then 'ignored' else 'processed' end
      from generate_series(1, 5000) as n`;
    await client`analyze stripe_events`;
    const plan = await client`
      explain select occurred_at, stripe_event_id from stripe_events where state = 'ignored'
      order by occurred_at desc, stripe_event_id desc limit 25`;
    const names = await client<{ name: string }[]>`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'stripe_events_ignored'::regclass`;
    await client.end();
    await many.drop();
    const text = plan.map((line) => String(line['QUERY PLAN'])).join('\n');
    expect(names.some(({ name }) => text.includes(` ${name} `))).toBe(true);
  });

  it('shows every event once, newest first, however many pages it takes', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listStripeEvents(viewer, {}, request({}, cursor));
      seen.push(...page.rows.map((row) => row.stripeEventId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    const expected =
      await sql`select stripe_event_id from stripe_events order by occurred_at desc, stripe_event_id desc`;
    expect(seen).toEqual(expected.map((row) => String(row['stripe_event_id'])));
  });

  it('counts for each choice exactly the rows that it then shows', async () => {
    for (const base of [
      {},
      { type: 'payout.paid' },
      { connectedAccountId: 'acct_3' },
    ] satisfies StripeEventFilter[]) {
      const facets = await countStripeEventFacets(viewer, base);
      for (const state of STRIPE_EVENT_STATES) {
        const chosen = await countStripeEventFacets(viewer, { ...base, state });
        expect(chosen.total).toEqual(facets.states[state]);
        expect(chosen.states).toEqual(facets.states);
      }
      for (const arrivedBy of ARRIVALS)
        expect((await countStripeEventFacets(viewer, { ...base, arrivedBy })).total).toEqual(
          facets.arrivals[arrivedBy],
        );
    }
  });

  it('finds an event by its id and by its object', async () => {
    const byObject = await listStripeEvents(viewer, { id: 'po_5' }, request({ id: 'po_5' }));
    expect(byObject.rows.map((row) => row.stripeEventId).toSorted()).toEqual(['evt_000010', 'evt_000011']);
    const byId = await listStripeEvents(viewer, { id: 'evt_000010' }, request({ id: 'evt_000010' }));
    expect(byId.rows).toHaveLength(1);
  });

  it('counts what is newer than a page', async () => {
    expect(await countStripeEventsAfter(viewer, new Date('2026-11-19T23:59:58Z'))).toEqual({
      count: 5,
      isCapped: false,
    });
  });
});

describe('the trace of one event', () => {
  it('shows what came, what is read again, and the other events of the object', async () => {
    const trace = await getStripeEventTrace(viewer, 'evt_000009');
    expect(trace).toMatchObject({
      type: 'payout.paid',
      objectId: 'po_4',
      wasSigned: true,
      state: 'processed',
    });
    expect(trace.refreshes).toContainEqual({
      kind: 'payout',
      connectedAccountId: 'acct_2',
      payoutId: 'po_4',
    });
    expect(trace.sameObject.map((row) => row.stripeEventId)).toEqual(['evt_000008']);
  });

  it('says that nothing acts on a type without a handler', async () => {
    expect((await getStripeEventTrace(viewer, 'evt_000002')).refreshes).toBeNull();
  });

  it('is not found for an unknown id', async () => {
    await expect(getStripeEventTrace(viewer, 'evt_none')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who may look', () => {
  it.each<[string, (ctx: Context) => Promise<unknown>]>([
    ['listStripeEvents', (ctx) => listStripeEvents(ctx, {}, request({}))],
    ['countStripeEventFacets', (ctx) => countStripeEventFacets(ctx, {})],
    ['countStripeEventsAfter', (ctx) => countStripeEventsAfter(ctx, new Date())],
    ['getStripeEventTrace', (ctx) => getStripeEventTrace(ctx, 'evt_000009')],
    ['listSyncRuns', listSyncRuns],
    ['listCompleteness', listCompleteness],
    ['listEventGaps', listEventGaps],
  ])('%s answers a viewer and refuses an account’s owner', async (_name, read) => {
    await expect(read(viewer)).resolves.toBeDefined();
    await expect(read(owner)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
