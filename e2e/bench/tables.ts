import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { closeDatabase, openDatabase, type Sql } from '#lib/db/client.ts';
import { compareExport } from './tables/compare-export.ts';
import { MEASURED_LISTS } from './tables/lists.ts';
import { measureList, refusalsOf, viewer, type Measured } from './tables/measure.ts';
import { PAYOUT_LIST } from './tables/payout-list.ts';
import { setEnvironment, withSeededTables, type SeededTable } from './tables/seeded-tables.ts';

const LISTS = { payouts: PAYOUT_LIST, ...MEASURED_LISTS };
type ListName = keyof typeof LISTS;

type Result = {
  bench: 'tables';
  lists: Partial<Record<ListName, Measured & { sequentialScans: number }>>;
  /** Filters that no index leads to in time and that were refused, as they must be; and such that were answered. */
  refused: Partial<Record<ListName, readonly string[]>>;
  notRefused: Partial<Record<ListName, readonly string[]>>;
  /** All rows of a currency as CSV, each one compared with the query; growth of resident memory while that went on. */
  exported: { rows: number; seconds: number; megabytes: number; residentGrowthMegabytes: number } | null;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

/** More than a million rows of one currency through the product's own export, each compared with the query. */
async function measureExport(): Promise<NonNullable<Result['exported']>> {
  const startedAt = performance.now();
  const { rows, megabytes, residentGrowthMegabytes } = await compareExport(viewer, 'eur');
  const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1));
  await closeDatabase();
  return { rows, seconds, megabytes, residentGrowthMegabytes };
}

/** Reads through a whole table or one of its filled partitions, by everybody until now. */
async function sequentialScans(sql: Sql, table: string): Promise<number> {
  await sql`select pg_stat_clear_snapshot(), pg_stat_force_next_flush()`;
  const [found] = await sql<{ scans: number }[]>`
    select coalesce(sum(seq_scan), 0)::int as scans from pg_stat_user_tables
    where (relname = ${table} or relname like ${`${table}\\_2%`}) and n_live_tup > 1000`;
  return found?.scans ?? 0;
}

/** How often each of ours reads through its table; the peer does, so it is asked beforehand and on its own connection. */
async function countScans(sql: Sql, name: ListName): Promise<number> {
  const { table, works, hopeless } = LISTS[name];
  await sequentialScans(sql, table); // flushes what this connection scanned
  const before = await sequentialScans(sql, table);
  for (const work of Object.values(works)) await work();
  for (const work of Object.values(hopeless)) await work().catch(() => undefined); // said by refusalsOf
  await closeDatabase(); // a connection that ended has reported what it scanned
  return (await sequentialScans(sql, table)) - before;
}

/**
 * The lists over `--rows` (10,000,000) payouts, events, journal entries and audit records each: `--lists` (payouts,events,entries,audit), `--repetitions` (25) of each view, `--peers` (5) of the peer, `--data` a folder
 * that keeps the seeded database, `--no-export` to leave the export out.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      rows: { type: 'string', default: '10000000' },
      lists: { type: 'string', default: Object.keys(LISTS).join() },
      repetitions: { type: 'string', default: '25' },
      peers: { type: 'string', default: '5' },
      export: { type: 'boolean', default: true },
      data: { type: 'string' },
    },
  });
  const names = (Object.keys(LISTS) as ListName[]).filter((name) => values.lists.split(',').includes(name));
  const count = Number(values.rows);
  const rows = Object.fromEntries(names.map((name) => [LISTS[name].table, count])) as Partial<
    Record<SeededTable, number>
  >;
  const order = { repetitions: Number(values.repetitions), peers: Number(values.peers) };
  const loadAverageBefore = loadavg()[0] ?? 0;
  return withSeededTables(values.data, rows, async (url) => {
    setEnvironment(url);
    const reference = openDatabase(url, { max: 2 });
    const lists: Result['lists'] = {};
    const refused: Result['refused'] = {};
    const notRefused: Result['notRefused'] = {};
    for (const name of names) {
      const scans = await countScans(reference.sql, name);
      lists[name] = { ...(await measureList(reference.sql, LISTS[name], order)), sequentialScans: scans };
      const found = await refusalsOf(LISTS[name]);
      refused[name] = found;
      notRefused[name] = Object.keys(LISTS[name].hopeless).filter((one) => !found.includes(one));
      process.stderr.write(`${name} ${JSON.stringify(lists[name])}\n`);
      await closeDatabase();
    }
    const exported = names.includes('payouts') && values.export ? await measureExport() : null;
    await reference.sql.end({ timeout: 5 });
    return {
      bench: 'tables',
      lists,
      refused,
      notRefused,
      exported,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore,
      },
    };
  });
}
