import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { z } from 'zod';
import { env } from './env.ts';

/** Fewer rows than the least make paging a chore; more than the most make a page slow to draw and to read. */
export const PAGE_SIZE_MIN = 25;
const PAGE_SIZE_MAX = 100;
const PAGE_SIZE_DEFAULT = 50;

/** Counting stops here: an exact count of millions takes longer than the page that shows it. */
export const COUNT_MAX = 10_000;

/** 128 bits of the MAC: a forger has no oracle faster than this server. */
const MAC_BYTES = 16;

/** Which list, and under which filter: a cursor is worth nothing anywhere else. Undefined values do not count. */
export type PageScope = { readonly list: string; readonly filter: Readonly<Record<string, unknown>> };

/** The last row seen, as the text of its sort columns, and which way to read on from it. */
export type Cursor = { readonly direction: 'next' | 'previous'; readonly key: readonly string[] };

export type PageRequest = {
  readonly scope: PageScope;
  readonly size: number;
  readonly cursor: Cursor | null;
  /** A cursor came that is not ours for this list and filter; the first page is shown instead. */
  readonly isCursorRefused: boolean;
};

export type Page<Row> = {
  readonly rows: readonly Row[];
  readonly previousCursor: string | null;
  readonly nextCursor: string | null;
  readonly isCursorRefused: boolean;
};

/** A count that is exact up to {@link COUNT_MAX} and only a lower bound past it. */
export type CappedCount = { readonly count: number; readonly isCapped: boolean };

/** @param found rows that a query limited to `COUNT_MAX + 1` rows returned */
export function cappedCount(found: number): CappedCount {
  return { count: Math.min(found, COUNT_MAX), isCapped: found > COUNT_MAX };
}

/** Page size from an address: the default when it is no number, else within the bounds. */
export function clampPageSize(raw: string | undefined): number {
  if (raw === undefined || !/^\d{1,6}$/.test(raw)) return PAGE_SIZE_DEFAULT;
  return Math.min(PAGE_SIZE_MAX, Math.max(PAGE_SIZE_MIN, Number.parseInt(raw, 10)));
}

/** Reads what an address asks for. Never throws: a forged, foreign or broken cursor means the first page. */
export function readPageRequest(
  scope: PageScope,
  raw: { cursor?: string | undefined; size?: string | undefined },
): PageRequest {
  const cursor = raw.cursor === undefined || raw.cursor === '' ? null : openCursor(scope, raw.cursor);
  return {
    scope,
    size: clampPageSize(raw.size),
    cursor: cursor ?? null,
    isCursorRefused: cursor === undefined,
  };
}

/**
 * Order and condition of a keyset page. The columns must be an index, in this order, and the last one unique.
 * `cast` is the SQL type of the column, because a cursor carries text.
 */
export function keyset(
  order: 'ascending' | 'descending',
  columns: readonly { column: SQLWrapper; cast: 'timestamptz' | 'text' | 'bigint' | 'smallint' | 'date' }[],
  cursor: Cursor | null,
): { where: SQL | undefined; orderBy: SQL[] } {
  const isReversed = cursor?.direction === 'previous';
  const isDescending = (order === 'descending') !== isReversed;
  const orderBy = columns.map(({ column }) => (isDescending ? sql`${column} desc` : sql`${column} asc`));
  if (cursor?.key.length !== columns.length) return { where: undefined, orderBy };
  const left = sql.join(
    columns.map(({ column }) => sql`${column}`),
    sql`, `,
  );
  const right = sql.join(
    columns.map(({ cast }, position) => sql`${cursor.key[position]}::${sql.raw(cast)}`),
    sql`, `,
  );
  return { where: isDescending ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`, orderBy };
}

/**
 * Makes a page of what a keyset query returned.
 * @param found at most `request.size + 1` rows, in the order of `keyset`'s `orderBy`
 * @param keyOf the text of the row's sort columns
 */
export function pageOf<Row>(
  request: PageRequest,
  found: readonly Row[],
  keyOf: (row: Row) => readonly string[],
): Page<Row> {
  const isReversed = request.cursor?.direction === 'previous';
  const hasMore = found.length > request.size;
  const rows = found.slice(0, request.size);
  if (isReversed) rows.reverse();
  const first = rows[0];
  const last = rows.at(-1);
  const hasPrevious = isReversed ? hasMore : request.cursor !== null;
  const hasNext = isReversed ? true : hasMore;
  const seal = (direction: Cursor['direction'], row: Row | undefined): string | null =>
    row === undefined ? null : sealCursor(request.scope, { direction, key: keyOf(row) });
  return {
    rows,
    previousCursor: hasPrevious ? seal('previous', first) : null,
    nextCursor: hasNext ? seal('next', last) : null,
    isCursorRefused: request.isCursorRefused,
  };
}

const cursorSchema = z.strictObject({
  direction: z.enum(['next', 'previous']),
  key: z.array(z.string().max(200)).min(1).max(4),
});

/** Text for an address. Anybody can read it; nobody without our secret can make one, or use it under another filter. */
export function sealCursor(scope: PageScope, cursor: Cursor): string {
  const payload = Buffer.from(JSON.stringify(cursor)).toString('base64url');
  return `${payload}.${authenticate(scope, payload).toString('base64url')}`;
}

/** The cursor, or undefined when it was not sealed by us for this scope. */
function openCursor(scope: PageScope, text: string): Cursor | undefined {
  const [payload, mac, ...rest] = text.split('.');
  if (payload === undefined || mac === undefined || rest.length > 0) return undefined;
  const given = Buffer.from(mac, 'base64url');
  const expected = authenticate(scope, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return cursorSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}

function authenticate(scope: PageScope, payload: string): Buffer {
  const filter = Object.entries(scope.filter)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const mac = createHmac('sha256', cursorKey())
    .update(JSON.stringify([scope.list, filter, payload]))
    .digest();
  return mac.subarray(0, MAC_BYTES);
}

function cursorKey(): Buffer {
  // A key of its own, so that a cursor can never be taken for anything else that the session secret signs.
  return Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET, '', 'sluice/paging-cursor/v1', 32));
}
