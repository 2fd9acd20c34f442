import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Context } from '#lib/context.ts';
import { closeDatabase, openDatabase, type Sql } from '#lib/db/client.ts';
import { readPageRequest, sealCursor } from '#lib/paging.ts';
import { countPayoutFacets, readPayoutList } from '#lib/payouts/queries.ts';
import type { PayoutFilter, PayoutSort } from '#lib/payouts/types.ts';
import { compareExport } from './tables/compare-export.ts';
import { spread, type Spread } from './tables/spread.ts';
import { setEnvironment, withSeededPayouts } from './tables/seeded-payouts.ts';

type Result = {
  bench: 'tables';
  rows: number;
  /** Milliseconds from the call to the rows, their counts, sums and facets: all that a page needs from the database. */
  pages: Record<string, Spread>;
  /** Offset and count(*), as table kits do, in milliseconds. */
  peer: Record<string, Spread>;
  deepOverFirst: number;
  peerOverOursAtDepth: number;
  worstP95: number;
  refused: string[];
  /** All rows of a currency as CSV, each one compared with the query; growth of resident memory while that went on. */
  exported: { rows: number; seconds: number; megabytes: number; residentGrowthMegabytes: number };
  sequentialScans: number;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_bench', name: 'Bench', role: 'viewer' },
  requestId: 'bench',
  now: new Date('2026-11-21T00:00:00Z'),
};

/** Every kind of filter and order that the list offers, common and rare values, wide and narrow ranges. */
const VIEWS: Record<string, [PayoutFilter, PayoutSort]> = {
  first: [{}, 'newest'],
  'earliest arrival': [{}, 'earliest'],
  'status:failed': [{ status: 'failed' }, 'newest'],
  'status:pending, earliest arrival': [{ status: 'pending' }, 'earliest'],
  'method:instant': [{ method: 'instant' }, 'oldest'],
  'currency:eur, largest': [{ currency: 'eur' }, 'largest'],
  'four choices': [{ currency: 'eur', status: 'failed', method: 'instant', isAutomatic: false }, 'newest'],
  'currency:eur amount:>599': [{ currency: 'eur', amountFrom: '59900' }, 'newest'],
  'currency:eur amount:>300, largest': [{ currency: 'eur', amountFrom: '30000' }, 'largest'],
  'created: a day': [
    { createdFrom: '2026-10-01T22:00:00Z', createdBefore: '2026-10-02T22:00:00Z' },
    'newest',
  ],
  'created: 19 months': [
    { createdFrom: '2025-03-01T22:00:00Z', createdBefore: '2026-10-11T22:00:00Z' },
    'newest',
  ],
  'account with 368,000': [{ connectedAccountId: 'acct_1' }, 'newest'],
  'account with 368,000, failed': [{ connectedAccountId: 'acct_1', status: 'failed' }, 'newest'],
  'account with 500, largest': [{ connectedAccountId: 'acct_9000', currency: 'usd' }, 'largest'],
  'arrives: three weeks': [{ arrivesFrom: '2026-11-01', arrivesTo: '2026-11-22' }, 'earliest'],
  'words of a name': [{ words: ['seller', '9000'] }, 'newest'],
  'an amount in any currency': [{ typedAmount: '123.45' }, 'newest'],
  'the beginning of an id': [{ idPrefix: 'po_1abcd' }, 'newest'],
};

/** What no index leads to in time must be refused, not answered late. */
const REFUSED: Record<string, [PayoutFilter, PayoutSort]> = {
  'currency:eur amount:>300, newest': [{ currency: 'eur', amountFrom: '30000' }, 'newest'],
  'a large account, largest': [{ connectedAccountId: 'acct_1', currency: 'usd' }, 'largest'],
  po_1: [{ idPrefix: 'po_1' }, 'newest'],
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function readView(filter: PayoutFilter, sort: PayoutSort, cursor?: string): Promise<unknown> {
  const request = readPageRequest({ list: 'payouts', filter: { ...filter, sort } }, { cursor });
  return readPayoutList(viewer, filter, sort, request);
}

/** A cursor at nine tenths of the table, as paging there would have given it. */
async function deepCursor(sql: Sql, rows: number): Promise<string> {
  const [row] = await sql<{ key: string; id: string }[]>`
    select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key, payout_id as id
    from payouts order by occurred_at desc, payout_id desc offset ${Math.floor(rows * 0.9)}::int limit 1`;
  if (!row) throw new Error('The table is empty.');
  return sealCursor(
    { list: 'payouts', filter: { sort: 'newest' } },
    { direction: 'next', key: [row.key, row.id] },
  );
}

/** More than a million rows of one currency through the product's own export, each compared with the query. */
async function measureExport(): Promise<Result['exported']> {
  const startedAt = performance.now();
  const { rows, megabytes, residentGrowthMegabytes } = await compareExport(viewer, 'eur');
  const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1));
  return { rows, seconds, megabytes, residentGrowthMegabytes };
}

/** A page by offset with a full count, the way of most table kits. */
function peerPage(sql: Sql, offset: number): Promise<unknown> {
  return Promise.all([
    sql`select * from payouts order by occurred_at desc, payout_id desc offset ${offset}::int limit 50`,
    sql`select count(*) from payouts`,
  ]);
}

async function measure(cursor: string, repetitions: number): Promise<Record<string, Spread>> {
  const works: Record<string, () => Promise<unknown>> = {
    ...Object.fromEntries(Object.entries(VIEWS).map(([name, view]) => [name, () => readView(...view)])),
    deep: () => readView({}, 'newest', cursor),
    'facets alone': () => countPayoutFacets(viewer, {}),
  };
  const times = new Map<string, number[]>();
  const note = (name: string, ms: number): void => {
    times.set(name, [...(times.get(name) ?? []), ms]);
  };
  // The first round warms caches and plans, and is not counted. Every round takes each view once.
  for (let round = 0; round <= repetitions; round += 1) {
    for (const [name, work] of Object.entries(works)) {
      const ms = await timed(work);
      if (round > 0) note(name, ms);
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, spread(values)]));
}

async function measurePeer(sql: Sql, rows: number, repetitions: number): Promise<Record<string, Spread>> {
  const first: number[] = [];
  const deep: number[] = [];
  for (let round = 0; round < repetitions; round += 1) {
    first.push(await timed(() => peerPage(sql, 0)));
    deep.push(await timed(() => peerPage(sql, Math.floor(rows * 0.9))));
  }
  return { first: spread(first), deep: spread(deep) };
}

async function refusals(): Promise<string[]> {
  const refused: string[] = [];
  for (const [name, view] of Object.entries(REFUSED)) {
    const isRefused = await readView(...view).then(
      () => false,
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'precondition_failed',
    );
    if (isRefused) refused.push(name);
  }
  return refused;
}

async function sequentialScans(sql: Sql): Promise<number> {
  await sql`select pg_stat_clear_snapshot(), pg_stat_force_next_flush()`;
  const [found] = await sql<{ scans: number }[]>`
    select seq_scan::int as scans from pg_stat_user_tables where relname = 'payouts'`;
  return found?.scans ?? 0;
}

/**
 * The list of payouts over `--rows` (10,000,000) of them: `--repetitions` (40) of each view, `--peers` (5) of the peer,
 * `--data` a folder that keeps the seeded database.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '10000000' },
      repetitions: { type: 'string', default: '40' },
      peers: { type: 'string', default: '5' },
      data: { type: 'string' },
    },
  });
  const rows = Number(values.rows);
  const loadAverageBefore = loadavg()[0] ?? 0;
  return withSeededPayouts(values.data, rows, async (url) => {
    setEnvironment(url);
    const reference = openDatabase(url, { max: 1 });
    const cursor = await deepCursor(reference.sql, rows);
    await sequentialScans(reference.sql); // flushes what that one scanned
    const before = await sequentialScans(reference.sql);
    const refused = await refusals();
    const pages = await measure(cursor, Number(values.repetitions));
    await closeDatabase(); // a connection that ended has reported what it scanned
    const scans = (await sequentialScans(reference.sql)) - before;
    const exported = await measureExport();
    await closeDatabase();
    const peer = await measurePeer(reference.sql, rows, Number(values.peers));
    await reference.sql.end({ timeout: 5 });
    const p50 = (from: Record<string, Spread>, name: string): number => from[name]?.p50 ?? Number.NaN;
    return {
      bench: 'tables',
      rows,
      pages,
      peer,
      deepOverFirst: Number((p50(pages, 'deep') / p50(pages, 'first')).toFixed(2)),
      peerOverOursAtDepth: Number((p50(peer, 'deep') / p50(pages, 'deep')).toFixed(0)),
      worstP95: Math.max(...Object.values(pages).map(({ p95 }) => p95)),
      refused,
      exported,
      sequentialScans: scans,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore,
      },
    };
  });
}
