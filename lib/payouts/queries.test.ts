import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Actor, Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { effortOn } from '../db/effort.fixture.ts';
import { formatMoney } from '../money/format.ts';
import { readPageRequest, type PageScope } from '../paging.ts';
import { getPayout } from './detail-queries.ts';
import { insertManyPayouts, PAYOUTS } from './many-payouts.fixture.ts';
import { countPayoutFacets, listPayouts, readPayoutList, totalPayouts } from './queries.ts';
import { PAYOUT_ORDERS, type PayoutFilter, type PayoutRow, type PayoutSort } from './types.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const as = (actor: Actor): Context => ({ actor, requestId: 'test', now: new Date('2026-11-21T00:00:00Z') });
const viewer = as({ kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' });
const holder = as({ kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@example.com' });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await insertManyPayouts(sql);
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

function request(filter: PayoutFilter, cursor?: string | null) {
  const scope: PageScope = { list: 'payouts', filter };
  return readPageRequest(scope, { cursor: cursor ?? undefined, size: '25' });
}

async function listAll(filter: PayoutFilter, pagesMax: number): Promise<PayoutRow[]> {
  const rows: PayoutRow[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page = await listPayouts(viewer, filter, 'newest', request(filter, cursor));
    rows.push(...page.rows);
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return rows;
}

describe('the list', () => {
  test('reads forward and back to the same rows, ties in time included', async () => {
    const filter = { status: 'failed' };
    const first = await listPayouts(viewer, filter, 'newest', request(filter));
    const second = await listPayouts(viewer, filter, 'newest', request(filter, first.nextCursor));
    const back = await listPayouts(viewer, filter, 'newest', request(filter, second.previousCursor));
    expect(back.rows).toEqual(first.rows);
    expect(back.previousCursor).toBeNull();
    expect(new Set([...first.rows, ...second.rows].map((row) => row.payoutId)).size).toBe(50);
  });

  test('pages without any filter follow each other, both ways', async () => {
    const expected = await naively({}, ORDER_SQL.newest);
    const first = await listPayouts(viewer, {}, 'newest', request({}));
    const second = await listPayouts(viewer, {}, 'newest', request({}, first.nextCursor));
    const ids = [...first.rows, ...second.rows].map((row) => row.payoutId);
    expect(ids).toEqual(expected.slice(0, 50).map(({ id }) => id));
    const back = await listPayouts(viewer, {}, 'newest', request({}, second.previousCursor));
    expect(back.rows).toEqual(first.rows);
  });

  test('a beginning that too many ids have is refused', async () => {
    const common = { idPrefix: 'po_0', method: 'standard' };
    await expect(listPayouts(viewer, common, 'newest', request(common))).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  test('neither repeats nor skips an old row while new payouts arrive', async () => {
    const filter = { status: 'canceled', currency: 'usd' };
    const before = (await listAll(filter, 50)).map((row) => row.payoutId);
    const first = await listPayouts(viewer, filter, 'newest', request(filter));
    await sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status,
        method, is_automatic, arrives_on, metadata, read_at)
      values ('po_new', 'acct_1', false, '2026-11-20T12:00:00Z', 5, 'usd', 'canceled', 'standard', true,
        '2026-11-21', '{}', now())`;
    const seen = [...first.rows.map((row) => row.payoutId)];
    let cursor = first.nextCursor;
    while (cursor !== null) {
      const page = await listPayouts(viewer, filter, 'newest', request(filter, cursor));
      seen.push(...page.rows.map((row) => row.payoutId));
      cursor = page.nextCursor;
    }
    await sql`delete from payouts where payout_id = 'po_new'`;
    expect(seen).toEqual(before);
  });

  test('a cursor of another filter gives the first page and says so', async () => {
    const failed = { status: 'failed' };
    const { nextCursor } = await listPayouts(viewer, failed, 'newest', request(failed));
    const page = await listPayouts(viewer, {}, 'newest', request({}, nextCursor));
    expect(page.isCursorRefused).toBe(true);
    expect(page.rows).toEqual((await listPayouts(viewer, {}, 'newest', request({}))).rows);
  });

  test('orders by amount within one currency and refuses to over several', async () => {
    const filter = { currency: 'kwd' };
    const page = await listPayouts(viewer, filter, 'largest', request(filter));
    const amounts = page.rows.map((row) => row.amount.amount);
    expect(amounts).toEqual([...amounts].sort((left, right) => (left < right ? 1 : -1)));
    const second = await listPayouts(viewer, filter, 'largest', request(filter, page.nextCursor));
    expect(second.rows[0]?.amount.amount).toBeLessThanOrEqual(amounts.at(-1) ?? 0n);
    await expect(listPayouts(viewer, {}, 'largest', request({}))).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  test('a typed amount is read in the decimals of each currency', async () => {
    const found = await listAll({ typedAmount: '12,301.00' }, 5);
    expect(found.map((row) => formatMoney(row.amount))).toEqual(['12,301.00 HUF']);
    const isk = await listAll({ typedAmount: '12302' }, 5);
    expect(isk.map((row) => formatMoney(row.amount))).toEqual(['12,302.00 ISK']);
    const kwd = await listAll({ typedAmount: '0.130', currency: 'kwd' }, 5);
    expect(kwd.map((row) => formatMoney(row.amount))).toEqual(['0.130 KWD']);
    expect(await listAll({ typedAmount: '12.5', currency: 'jpy' }, 5)).toEqual([]);
  });

  test('the beginning of an id finds that payout, and an underscore is no wildcard', async () => {
    expect((await listAll({ idPrefix: 'po_00abcd' }, 1)).map((row) => row.payoutId)).toEqual(['po_00abcd']);
    expect(await listAll({ idPrefix: 'po__0abcd' }, 1)).toEqual([]);
    await expect(listAll({ idPrefix: 'po' }, 1)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('counts and sums', () => {
  const filters = fc.record(
    {
      status: fc.constantFrom('failed', 'canceled', 'pending'),
      currency: fc.constantFrom('jpy', 'huf', 'isk', 'kwd', 'usd'),
      method: fc.constantFrom('standard', 'instant'),
      isAutomatic: fc.boolean(),
      connectedAccountId: fc.constantFrom('acct_1', 'acct_7', 'acct_399', 'acct_nobody'),
    },
    { requiredKeys: ['connectedAccountId'] },
  );

  test('a facet’s count is the number of rows after choosing it', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const facets = await countPayoutFacets(viewer, filter);
        for (const { value, count } of facets.status) {
          const chosen = { ...filter, status: value };
          expect((await listAll(chosen, 50)).length).toBe(count?.count);
        }
        for (const { value, count } of facets.isAutomatic) {
          const chosen = { ...filter, isAutomatic: value === 'true' };
          expect((await totalPayouts(viewer, chosen)).count).toEqual(count);
        }
        for (const { value, count } of facets.currency) {
          expect((await totalPayouts(viewer, { ...filter, currency: value })).count).toEqual(count);
        }
      }),
      { numRuns: 12 },
    );
  });

  test('sums stay apart by currency and equal the rows, also without decimals and with three', async () => {
    const filter = { connectedAccountId: 'acct_7' };
    const rows = await listAll(filter, 100);
    const totals = await totalPayouts(viewer, filter);
    const byHand = new Map<string, bigint>();
    for (const { amount } of rows)
      byHand.set(amount.currency, (byHand.get(amount.currency) ?? 0n) + amount.amount);
    expect(new Map(totals.sums?.map((sum) => [sum.currency as string, sum.amount]))).toEqual(byHand);
    const all = await sql<
      { currency: string; sum: string }[]
    >`select currency, sum(amount)::text from payouts where status = 'canceled' group by 1 order by 1`;
    const canceled = await totalPayouts(viewer, { status: 'canceled' });
    expect(canceled.sums?.map((sum) => [sum.currency, sum.amount.toString()])).toEqual(
      all.map((row) => [row.currency, row.sum]),
    );
    expect(canceled.sums?.map((sum) => sum.currency)).toEqual(['huf', 'isk', 'jpy', 'kwd', 'usd']);
  });

  test('counts stay exact past 10,000, and past what is searched no number is claimed', async () => {
    const all = await totalPayouts(viewer, {});
    expect(all.count).toEqual({ count: PAYOUTS, isCapped: false });
    const wide = { currency: 'usd', amountFrom: '1' };
    expect(await totalPayouts(viewer, wide)).toEqual({
      count: { count: 10_000, isCapped: true },
      sums: null,
    });
    const facets = await countPayoutFacets(viewer, wide);
    expect(facets.status.every(({ count }) => count === null)).toBe(true);
    // The chosen values make it countable, the other values of their facets stay uncounted.
    const failed = await totalPayouts(viewer, { ...wide, status: 'failed' });
    expect(failed.count).toEqual({ count: 412, isCapped: false });
  });
});

/** The reference: every condition as plain as it is said, without a thought for indexes. */
async function naively(
  filter: PayoutFilter,
  order: string,
): Promise<{ id: string; currency: string; status: string; amount: string }[]> {
  const days = (value: string | undefined) => value ?? null;
  return sql<{ id: string; currency: string; status: string; amount: string }[]>`
    select payout_id as id, currency, status, amount::text as amount from payouts
    where (${filter.status ?? null}::text is null or status = ${filter.status ?? null})
      and (${filter.currency ?? null}::text is null or currency = ${filter.currency ?? null})
      and (${filter.method ?? null}::text is null or method = ${filter.method ?? null})
      and (${filter.isAutomatic ?? null}::boolean is null or is_automatic = ${filter.isAutomatic ?? null})
      and (${filter.connectedAccountId ?? null}::text is null or connected_account_id = ${filter.connectedAccountId ?? null})
      and (${days(filter.createdFrom)}::text is null or occurred_at >= (${days(filter.createdFrom)}::text)::timestamptz)
      and (${days(filter.createdBefore)}::text is null or occurred_at < (${days(filter.createdBefore)}::text)::timestamptz)
      and (${days(filter.arrivesFrom)}::text is null or arrives_on >= (${days(filter.arrivesFrom)}::text)::date)
      and (${days(filter.arrivesTo)}::text is null or arrives_on <= (${days(filter.arrivesTo)}::text)::date)
      and (${filter.amountFrom ?? null}::text is null or amount >= (${filter.amountFrom ?? null}::text)::bigint)
      and (${filter.amountTo ?? null}::text is null or amount <= (${filter.amountTo ?? null}::text)::bigint)
      and (${filter.idPrefix ?? null}::text is null or starts_with(payout_id, ${filter.idPrefix ?? null}))
    order by ${sql.unsafe(order)}`;
}

const ORDER_SQL: Record<PayoutSort, string> = {
  newest: 'occurred_at desc, payout_id desc',
  oldest: 'occurred_at, payout_id',
  largest: 'payouts.amount desc, payout_id desc',
  smallest: 'payouts.amount, payout_id',
  latest: 'arrives_on desc, payout_id desc',
  earliest: 'arrives_on, payout_id',
};

const hour = fc
  .integer({ min: 0, max: 24 * 35 })
  .map((hours) => new Date(Date.UTC(2026, 9, 18, hours)).toISOString());
const minor = fc.integer({ min: 0, max: 20_100_000 }).map(String);
const dayOfMonth = fc.integer({ min: 10, max: 28 }).map((day) => `2026-11-${String(day)}`);
const anyFilter = fc
  .record(
    {
      status: fc.constantFrom('failed', 'canceled', 'pending', 'paid', 'in_transit'),
      currency: fc.constantFrom('jpy', 'huf', 'isk', 'kwd', 'usd'),
      method: fc.constantFrom('standard', 'instant'),
      isAutomatic: fc.boolean(),
      connectedAccountId: fc.constantFrom('acct_1', 'acct_7', 'acct_nobody'),
      createdFrom: hour,
      createdBefore: hour,
      arrivesFrom: dayOfMonth,
      arrivesTo: dayOfMonth,
      amountFrom: minor,
      amountTo: minor,
      idPrefix: fc.constantFrom('po_00a', 'po_01', 'po_02f'),
    },
    { requiredKeys: [] },
  )
  .map(({ amountFrom, amountTo, ...filter }): PayoutFilter =>
    filter.currency === undefined ? filter : { ...filter, amountFrom, amountTo },
  );

test('every combination of filters and orders gives the rows, counts and sums that a plain query gives, or is refused', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(anyFilter, fc.constantFrom(...PAYOUT_ORDERS), async (filter, order) => {
      const sort =
        filter.currency === undefined && ['largest', 'smallest'].includes(order) ? 'oldest' : order;
      const expected = await naively(filter, ORDER_SQL[sort]);
      const scope = request({ ...filter, sort } as PayoutFilter);
      const list = await readPayoutList(viewer, filter, sort, scope).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'precondition_failed' });
        return null;
      });
      if (list === null) return;
      answered += 1;
      expect(list.page.rows.map((row) => row.payoutId)).toEqual(expected.slice(0, 25).map(({ id }) => id));
      if (list.page.nextCursor !== null) {
        const next = request({ ...filter, sort } as PayoutFilter, list.page.nextCursor);
        const second = await listPayouts(viewer, filter, sort, next);
        expect(second.rows.map((row) => row.payoutId)).toEqual(expected.slice(25, 50).map(({ id }) => id));
        const back = request({ ...filter, sort } as PayoutFilter, second.previousCursor);
        expect((await listPayouts(viewer, filter, sort, back)).rows).toEqual(list.page.rows);
      }
      if (list.totals.count.isCapped) expect(expected.length).toBeGreaterThan(10_000);
      else expect(list.totals.count.count).toBe(expected.length);
      if (list.totals.sums !== null) {
        const sums = new Map<string, bigint>();
        for (const { currency, amount } of expected)
          sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
        expect(new Map(list.totals.sums.map((sum) => [sum.currency as string, sum.amount]))).toEqual(sums);
      }
      for (const { value, count } of list.facets.status) {
        if (count === null) continue;
        expect([value, count.count]).toEqual([
          value,
          (await naively({ ...filter, status: value }, 'payout_id')).length,
        ]);
      }
    }),
    { numRuns: 120 },
  );
  expect(answered).toBeGreaterThan(60);
});

test('no query of the list reads the whole table', async () => {
  const filters: PayoutFilter[] = [
    {},
    { status: 'failed' },
    { currency: 'kwd' },
    { currency: 'kwd', status: 'failed' },
    { connectedAccountId: 'acct_7' },
    { connectedAccountId: 'acct_7', method: 'instant' },
    { method: 'instant' },
    { isAutomatic: false },
    { createdFrom: '2026-11-01T00:00:00Z', createdBefore: '2026-11-02T00:00:00Z' },
    { idPrefix: 'po_00abcd' },
    { typedAmount: '12300' },
    { currency: 'usd', amountFrom: '150000', amountTo: '150500' },
    { currency: 'usd', amountFrom: '1', status: 'failed' },
    { status: 'canceled', method: 'instant' },
    { arrivesFrom: '2026-11-21' },
    { connectedAccountId: 'acct_7', createdFrom: '2026-11-01T00:00:00Z', status: 'failed' },
    { words: ['nobody'] },
  ];
  const effort = await effortOn(sql, ['payouts'])(async () => {
    for (const filter of filters) {
      const first = await listPayouts(viewer, filter, 'newest', request(filter));
      await listPayouts(viewer, filter, 'newest', request(filter, first.nextCursor));
      await countPayoutFacets(viewer, filter);
      await totalPayouts(viewer, filter);
    }
    const byAmount = { currency: 'huf' };
    await listPayouts(viewer, byAmount, 'largest', request(byAmount));
    await getPayout(viewer, 'po_000061');
  });
  expect(effort.rowsInSequence).toBe(0);
  expect(effort.indexScans).toBeGreaterThan(filters.length * 10);
});

test('only who may read payouts reads them', async () => {
  const mayNot = [holder, as({ kind: 'job', job: 'check-invariants' }), as({ kind: 'job', job: 'unknown' })];
  for (const ctx of mayNot) {
    const refused = { code: 'forbidden' };
    await expect(listPayouts(ctx, {}, 'newest', request({}))).rejects.toMatchObject(refused);
    await expect(countPayoutFacets(ctx, {})).rejects.toMatchObject(refused);
    await expect(totalPayouts(ctx, {})).rejects.toMatchObject(refused);
    await expect(getPayout(ctx, 'po_000001')).rejects.toMatchObject(refused);
  }
  expect((await getPayout(viewer, 'po_000061')).failureCode).toBe('account_closed');
  await expect(getPayout(viewer, 'po_unknown')).rejects.toMatchObject({ code: 'not_found' });
});
