import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import {
  cappedCount,
  clampPageSize,
  keyset,
  pageOf,
  readPageRequest,
  sealCursor,
  type Page,
  type PageScope,
} from './paging.ts';

const scope: PageScope = { list: 'payouts', filter: { status: 'failed', currency: 'huf' } };
const sealed = sealCursor(scope, { direction: 'next', key: ['2026-11-13T10:41:26.000Z', 'po_1'] });

describe('a cursor', () => {
  test('opens under the filter that it was made for, whatever the order of its parts', () => {
    const request = readPageRequest(
      { list: 'payouts', filter: { currency: 'huf', method: undefined, status: 'failed' } },
      { cursor: sealed },
    );
    expect(request.cursor).toEqual({ direction: 'next', key: ['2026-11-13T10:41:26.000Z', 'po_1'] });
    expect(request.isCursorRefused).toBe(false);
  });

  test.each([
    ['another filter', { list: 'payouts', filter: { status: 'paid', currency: 'huf' } }],
    ['a wider filter', { list: 'payouts', filter: { currency: 'huf' } }],
    ['another list', { list: 'events', filter: scope.filter }],
  ])('is refused under %s', (_name, other) => {
    expect(readPageRequest(other, { cursor: sealed })).toMatchObject({
      cursor: null,
      isCursorRefused: true,
    });
  });

  test('is refused when its content is changed and its seal is kept', () => {
    const [, mac] = sealed.split('.');
    const forged = Buffer.from(JSON.stringify({ direction: 'next', key: ['2020-01-01', 'po_0'] })).toString(
      'base64url',
    );
    expect(readPageRequest(scope, { cursor: `${forged}.${mac ?? ''}` }).isCursorRefused).toBe(true);
  });

  test('of any other shape is refused and never thrown at the reader', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.constant(`${sealed}x`)), (cursor) => {
        fc.pre(cursor !== '' && cursor !== sealed);
        expect(readPageRequest(scope, { cursor })).toMatchObject({ cursor: null, isCursorRefused: true });
      }),
    );
  });

  test('of another secret is refused', async () => {
    const { createHmac } = await import('node:crypto');
    const payload = sealed.split('.')[0] ?? '';
    const mac = createHmac('sha256', 'guess').update(payload).digest().subarray(0, 16).toString('base64url');
    expect(readPageRequest(scope, { cursor: `${payload}.${mac}` }).isCursorRefused).toBe(true);
  });
});

test('a page size is clamped to 25 to 100 and is never a reason to fail', () => {
  expect(['1', '25', '60', '100', '999999', '-5', 'NaN', '1e9', undefined].map(clampPageSize)).toEqual([
    25, 25, 60, 100, 100, 50, 50, 50, 50,
  ]);
});

test('a count says that it stopped only when one more row than the limit was found', () => {
  expect([0, 10_000, 10_001].map(cappedCount)).toEqual([
    { count: 0, isCapped: false },
    { count: 10_000, isCapped: false },
    { count: 10_000, isCapped: true },
  ]);
});

test('reading back turns the order and the comparison round together', () => {
  const columns = [
    { column: sql.raw('occurred_at'), cast: 'timestamptz' },
    { column: sql.raw('id'), cast: 'text' },
  ] as const;
  const render = (direction: 'next' | 'previous') => {
    const { where, orderBy } = keyset('descending', columns, { direction, key: ['2026-11-13', 'po_1'] });
    const statement = sql`${where} order by ${sql.join(orderBy, sql`, `)}`;
    return new PgDialect().sqlToQuery(statement).sql;
  };
  expect(render('next')).toBe(
    '(occurred_at, id) < ($1::timestamptz, $2::text) order by occurred_at desc, id desc',
  );
  expect(render('previous')).toBe(
    '(occurred_at, id) > ($1::timestamptz, $2::text) order by occurred_at asc, id asc',
  );
});

type Item = { at: number; id: string };
const newestFirst = (left: Item, right: Item): number =>
  right.at - left.at || (left.id < right.id ? 1 : 0) - (left.id > right.id ? 1 : 0);
const keyOf = (item: Item): string[] => [String(item.at), item.id];

/** A table as the database would answer it: the condition and the order of `keyset`, done by hand. */
function read(table: readonly Item[], cursor: string | null): Page<Item> {
  const list: PageScope = { list: 'items', filter: {} };
  const request = { ...readPageRequest(list, { cursor: cursor ?? undefined }), size: 3 };
  const sorted = [...table].sort(newestFirst);
  const [at = '', id = ''] = request.cursor?.key ?? [];
  const from = { at: Number(at), id };
  const older = sorted.filter((item) => request.cursor === null || newestFirst(from, item) < 0);
  const newer = sorted.filter((item) => newestFirst(item, from) < 0).reverse();
  const found = request.cursor?.direction === 'previous' ? newer : older;
  return pageOf(request, found.slice(0, request.size + 1), keyOf);
}

const items = fc.uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 9 }), id: fc.uuid() }), {
  selector: (item) => item.id,
  maxLength: 40,
});

test('paging to the end shows every row once, and back again the same pages', () => {
  fc.assert(
    fc.property(items, (table) => {
      const forward: Page<Item>[] = [read(table, null)];
      for (let page = forward[0]; page?.nextCursor != null; page = forward.at(-1)) {
        forward.push(read(table, page.nextCursor));
      }
      expect(forward.flatMap((page) => page.rows)).toEqual([...table].sort(newestFirst));
      const backward: Page<Item>[] = [];
      for (let page = forward.at(-1); page?.previousCursor != null; page = backward.at(-1)) {
        backward.push(read(table, page.previousCursor));
      }
      expect(backward.reverse().map((page) => page.rows)).toEqual(
        forward.slice(0, -1).map((page) => page.rows),
      );
    }),
  );
});

test('rows that arrive meanwhile neither repeat nor hide a row that was there before', () => {
  fc.assert(
    fc.property(items, items, (before, arriving) => {
      const seen: Item[] = [];
      const table = [...before];
      const late = arriving.filter((item) => !before.some((old) => old.id === item.id));
      let page = read(table, null);
      seen.push(...page.rows);
      while (page.nextCursor !== null) {
        const arrived = late.pop();
        if (arrived) table.push(arrived);
        page = read(table, page.nextCursor);
        seen.push(...page.rows);
      }
      const old = new Set(before.map((item) => item.id));
      expect(seen.filter((item) => old.has(item.id))).toEqual([...before].sort(newestFirst));
      expect(new Set(seen.map((item) => item.id)).size).toBe(seen.length);
    }),
  );
});
