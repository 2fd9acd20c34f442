import type { Context } from '#lib/context.ts';
import type { Sql } from '#lib/db/client.ts';
import { sealCursor, type Cursor } from '#lib/paging.ts';
import { spread, type Spread } from './spread.ts';

export const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_bench', name: 'Bench', role: 'viewer' },
  requestId: 'bench',
  now: new Date('2026-11-21T00:00:00Z'),
};

/** A table with the columns of its list's order, and what is asked of it, by name. */
export type MeasuredList = {
  readonly table: string;
  readonly at: string;
  readonly id: string;
  readonly works: Readonly<Record<string, () => Promise<unknown>>>;
  /** What no index leads to in time: to be refused, not answered late. */
  readonly hopeless: Readonly<Record<string, () => Promise<unknown>>>;
  /** @param cursor sealed for the list as it opens */
  readonly deep: (cursor: string) => Promise<unknown>;
  readonly scope: Parameters<typeof sealCursor>[0];
};

export type Measured = {
  rows: number;
  /** Milliseconds from the call to the rows, their counts, sums and facets: all that a page needs from the database. */
  pages: Record<string, Spread>;
  /** Offset and count(*), as table kits do, in milliseconds. */
  peer: Record<string, Spread>;
  deepOverFirst: number;
  peerOverOursAtDepth: number;
  worstP95: number;
};

/** Those of what must be refused that are. */
export async function refusalsOf({ hopeless }: MeasuredList): Promise<string[]> {
  const refused: string[] = [];
  for (const [name, work] of Object.entries(hopeless)) {
    const isRefused = await work().then(
      () => false,
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'precondition_failed',
    );
    if (isRefused) refused.push(name);
  }
  return refused;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** A cursor at nine tenths of the table, as paging there would have given it. */
async function deepCursor(sql: Sql, { table, at, id, scope }: MeasuredList, rows: number): Promise<string> {
  const [row] = await sql.unsafe<{ key: string; id: string }[]>(
    `select to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key, ${id}::text as id
     from ${table} order by ${at} desc, ${id} desc offset $1::int limit 1`,
    [Math.floor(rows * 0.9)],
  );
  if (!row) throw new Error('The table is empty.');
  const cursor: Cursor = { direction: 'next', key: [row.key, row.id] };
  return sealCursor(scope, cursor);
}

/** A page by offset with a full count, the way of most table kits. */
function peerPage(sql: Sql, { table, at, id }: MeasuredList, offset: number): Promise<unknown> {
  return Promise.all([
    sql.unsafe(`select * from ${table} order by ${at} desc, ${id} desc offset $1::int limit 50`, [offset]),
    sql.unsafe(`select count(*) from ${table}`),
  ]);
}

/** Every work in every round, one after the other. The first round warms caches and plans, and is not counted. */
async function measureWorks(works: MeasuredList['works'], rounds: number): Promise<Record<string, Spread>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, work] of Object.entries(works)) {
      const ms = await timed(work);
      if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
    }
  return Object.fromEntries([...times].map(([name, values]) => [name, spread(values)]));
}

/** @param sql a connection for the peer @param order how often: ours, and the peer after one that is not counted */
export async function measureList(
  sql: Sql,
  list: MeasuredList,
  order: { repetitions: number; peers: number },
): Promise<Measured> {
  const [counted] = await sql.unsafe<{ rows: number }[]>(`select count(*)::int as rows from ${list.table}`);
  const rows = counted?.rows ?? 0;
  const cursor = await deepCursor(sql, list, rows);
  const pages = await measureWorks({ ...list.works, deep: () => list.deep(cursor) }, order.repetitions);
  const peers = {
    first: () => peerPage(sql, list, 0),
    deep: () => peerPage(sql, list, Math.floor(rows * 0.9)),
  };
  const peer = await measureWorks(peers, order.peers);
  const p50 = (from: Record<string, Spread>, name: string): number => from[name]?.p50 ?? Number.NaN;
  return {
    rows,
    pages,
    peer,
    deepOverFirst: Number((p50(pages, 'deep') / p50(pages, 'first')).toFixed(2)),
    peerOverOursAtDepth: Number((p50(peer, 'deep') / p50(pages, 'deep')).toFixed(0)),
    worstP95: Math.max(...Object.values(pages).map(({ p95 }) => p95)),
  };
}
