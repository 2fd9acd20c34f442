import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Actor, Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { effortOn, sampleEveryRow } from '../db/effort.fixture.ts';
import { readPageRequest } from '../paging.ts';
import { listCompleteness, listEventGaps, listSyncRuns } from './back-fill/queries.ts';
import {
  countNewerStripeEvents,
  countStripeEvents,
  listStripeEvents,
  readStripeEventList,
  readStripeEvents,
} from './queries.ts';
import { getStripeEventTrace } from './trace-queries.ts';
import {
  ARRIVALS,
  STRIPE_EVENT_ORDERS,
  STRIPE_EVENT_STATES,
  type StripeEventFilter,
  type StripeEventSort,
} from './types.ts';

const EVENTS = 60_000;
let testDatabase: TestDatabase;
let sql: postgres.Sql;

const as = (actor: Actor): Context => ({ actor, requestId: 'test', now: new Date('2026-11-21T12:00:00Z') });
const viewer = as({ kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' });
const owner = as({ kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@x.example' });

/** Three events share each second, so that the id must break ties; they lie in two months, so in two partitions. */
const FILL = `
  insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, object_id, object_type, state)
  select 'evt_' || lpad(n::text, 6, '0'), '2026-11-20T00:00:00Z'::timestamptz - (n / 3) * interval '2 minutes',
         case when n % 2 = 0 and n % 3 <> 2 then 'acct_big' else 'acct_' || (n % 7) end,
         case when n % 1000 = 1 then 'payout.failed' else (array['payout.paid', 'charge.succeeded', 'invoice.paid'])[n % 3 + 1] end,
         false, 'connect', case when n % 10 = 0 then 'backfill' else 'webhook' end, 'po_' || (n / 2), 'payout',
         case when n % 100 = 0 then 'failed' when n % 50 = 1 then 'received' when n % 3 = 2 then 'ignored' else 'processed' end
  from generate_series(1, ${String(EVENTS)}) as n;
  insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body, signature_header)
  select stripe_event_id, occurred_at, connected_account_id, '{"data":{"object":{"id":"' || object_id || '"}}}', 't=1' from stripe_events
  where stripe_event_id in ('evt_000002', 'evt_000009');
  insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
      details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules,
      lock_strength, lock_reasons, created_at_stripe, read_at)
  select 'acct_' || n, false, 'v1', 'Kovács ' || n, true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now()
  from generate_series(2, 3) as n`;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.unsafe(FILL);
  await sampleEveryRow(sql, ['stripe_events']);
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const request = (filter: StripeEventFilter, cursor: string | null = null, sort: StripeEventSort = 'newest') =>
  readPageRequest(
    { list: 'events', filter: { ...filter, sort } },
    { cursor: cursor ?? undefined, size: '25' },
  );

/** The same question asked plainly. */
async function naively(filter: StripeEventFilter, sort: StripeEventSort): Promise<string[]> {
  const one = (value: unknown, condition: postgres.PendingQuery<postgres.Row[]>) =>
    value === undefined ? sql`true` : condition;
  const direction = sort === 'newest' ? sql`desc` : sql`asc`;
  const { id, type, state, arrivedBy, connectedAccountId, createdFrom, createdBefore, words } = filter;
  const rows = await sql<{ id: string }[]>`select stripe_event_id as id from stripe_events
    where ${one(type, sql`type = ${type ?? ''}`)} and ${one(state, sql`state = ${state ?? ''}`)}
      and ${one(arrivedBy, sql`arrived_by = ${arrivedBy ?? ''}`)}
      and ${one(connectedAccountId, sql`connected_account_id = ${connectedAccountId ?? ''}`)}
      and ${one(words, sql`connected_account_id in ('acct_2', 'acct_3')`)}
      and ${one(id, sql`${id ?? ''} in (stripe_event_id, object_id)`)}
      and ${one(createdFrom, sql`occurred_at >= ${createdFrom ?? 'now'}::timestamptz`)}
      and ${one(createdBefore, sql`occurred_at < ${createdBefore ?? 'now'}::timestamptz`)}
    order by occurred_at ${direction}, stripe_event_id ${direction}`;
  return rows.map((row) => row.id);
}

/** Exact, but of one large account without a choice: "more than ten thousand". */
const trueCount = (count: number, { isCapped }: { isCapped: boolean } = { isCapped: false }) =>
  isCapped && count > 10_000 ? { count: 10_000, isCapped } : { count, isCapped: false };
const idsOf = ({ rows }: { rows: readonly { stripeEventId: string }[] }) =>
  rows.map((row) => row.stripeEventId);

const anyOf = <Value>(...values: Value[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(...values) },
  );

describe('the inbox on screen', () => {
  it('answers every combination of filters plainly and both ways, or refuses it, with counts that are true', async () => {
    const filters = fc.record({
      type: anyOf('payout.paid', 'payout.failed', 'charge.succeeded', 'nothing.known'),
      state: anyOf<string>(...STRIPE_EVENT_STATES),
      arrivedBy: anyOf<string>(...ARRIVALS),
      connectedAccountId: anyOf('acct_big', 'acct_3', 'platform'),
      words: anyOf(['kov'], ['kovács', '3']),
      id: anyOf('po_50', 'po_75', 'evt_000100'),
      createdFrom: anyOf('2026-10-30T22:00:00Z', '2026-11-19T00:00:00Z'),
      createdBefore: anyOf('2026-11-01T00:00:00Z', '2026-11-19T12:00:00Z'),
    });
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(...STRIPE_EVENT_ORDERS), async (drawn, sort) => {
        const filter = drawn.words?.length === 2 ? { ...drawn, words: undefined } : drawn;
        const expected = await naively(filter, sort);
        const list = await readStripeEventList(viewer, filter, sort, request(filter, null, sort)).catch(
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'precondition_failed' });
            return null;
          },
        );
        if (list === null) return;
        answered += 1;
        expect(idsOf(list.page)).toEqual(expected.slice(0, 25));
        if (list.count !== null) expect(list.count).toEqual(trueCount(expected.length, list.count));
        if (list.page.nextCursor !== null) {
          const second = await listStripeEvents(
            viewer,
            filter,
            request(filter, list.page.nextCursor, sort),
            sort,
          );
          expect(idsOf(second)).toEqual(expected.slice(25, 50));
          const back = request(filter, second.previousCursor, sort);
          expect(idsOf(await listStripeEvents(viewer, filter, back, sort))).toEqual(expected.slice(0, 25));
        }
        for (const [field, choices] of Object.entries(list.facets))
          for (const { value, count } of choices) {
            const chosen = { ...filter, [field]: value };
            const found = (await naively(chosen, sort)).length;
            if (count === null) continue;
            expect([chosen, count]).toEqual([chosen, trueCount(found)]);
            expect(await countStripeEvents(viewer, chosen)).toEqual(count);
          }
      }),
      { numRuns: 40 },
    );
    expect(answered).toBeGreaterThan(30);
  }, 120_000);

  it('looks for a rare kind in a large account among ten thousand events and no further', async () => {
    const common = { connectedAccountId: 'acct_big', state: 'processed' };
    expect((await listStripeEvents(viewer, common, request(common))).rows).toHaveLength(25);
    expect(await countStripeEvents(viewer, common)).toBeNull();
    // 20,000 events of the account, 20,000 of the state, and none of both: neither index leads to few.
    const rare = { connectedAccountId: 'acct_big', state: 'ignored' };
    await expect(listStripeEvents(viewer, rare, request(rare))).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('add days') as string,
    });
    const few = { ...common, createdFrom: '2026-11-10T00:00:00Z' };
    expect(await countStripeEvents(viewer, few)).toEqual(trueCount((await naively(few, 'newest')).length));
    expect(idsOf(await listStripeEvents(viewer, few, request(few)))).toEqual(
      (await naively(few, 'newest')).slice(0, 25),
    );
  });

  it('never reads a whole partition', async () => {
    const filters: StripeEventFilter[] = [
      {},
      { type: 'payout.failed' },
      { type: 'charge.succeeded', state: 'processed' },
      { state: 'failed' },
      { state: 'ignored', arrivedBy: 'backfill' },
      { connectedAccountId: 'acct_3' },
      { connectedAccountId: 'acct_big', type: 'payout.paid' },
      { words: ['kov'], state: 'failed' },
      { id: 'po_50' },
      { createdFrom: '2026-11-01T00:00:00Z', createdBefore: '2026-11-02T00:00:00Z' },
    ];
    const effort = await effortOn(sql, ['stripe_events'])(async () => {
      for (const filter of filters)
        for (const sort of STRIPE_EVENT_ORDERS) {
          const { page } = await readStripeEventList(viewer, filter, sort, request(filter, null, sort));
          await listStripeEvents(viewer, filter, request(filter, page.nextCursor, sort), sort);
          await readStripeEvents(viewer, idsOf(page));
        }
    });
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexScans).toBeGreaterThan(filters.length * 6);
    // What kinds are chosen from is counted already; the worst looks at ten thousand events of an account, some times over.
    expect(effort.rowsByIndex).toBeLessThan(filters.length * 2 * EVENTS);
  });

  it('counts what is newer than a page, under the filter of the list', async () => {
    const [third] = await sql<{ id: string; key: string }[]>`
      select stripe_event_id as id, occurred_at::text as key from stripe_events
      order by occurred_at desc, stripe_event_id desc offset 7 limit 1`;
    expect(third).toBeDefined();
    if (third === undefined) return;
    expect(await countNewerStripeEvents(viewer, {}, third)).toBe(7);
    const newer = await sql<{ count: number }[]>`
      select count(*)::int as count from stripe_events where type = 'payout.paid'
      and (occurred_at, stripe_event_id) > (${third.key}::timestamptz, ${third.id})`;
    expect(await countNewerStripeEvents(viewer, { type: 'payout.paid' }, third)).toBe(newer[0]?.count);
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
    ['readStripeEventList', (ctx) => readStripeEventList(ctx, {}, 'newest', request({}))],
    ['countStripeEvents', (ctx) => countStripeEvents(ctx, {})],
    ['readStripeEvents', (ctx) => readStripeEvents(ctx, ['evt_000009'])],
    [
      'countNewerStripeEvents',
      (ctx) => countNewerStripeEvents(ctx, {}, { id: 'evt_000009', key: '2026-11-20T00:00:00Z' }),
    ],
    ['getStripeEventTrace', (ctx) => getStripeEventTrace(ctx, 'evt_000009')],
    ['listSyncRuns', listSyncRuns],
    ['listCompleteness', listCompleteness],
    ['listEventGaps', listEventGaps],
  ])('%s answers a viewer and refuses an account’s owner', async (_name, read) => {
    await expect(read(viewer)).resolves.toBeDefined();
    await expect(read(owner)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
