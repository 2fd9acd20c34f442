import type postgres from 'postgres';
import { vi } from 'vitest';
import { closeDatabase } from './client.ts';

/** What the server did for a read: rows that it went through, entries of indexes that it looked at, and how often. */
export type Effort = {
  rowsInSequence: number;
  indexEntries: number;
  indexScans: number;
  rowsByIndex: number;
};

/** A slow machine, whose connections take long to end. */
const PATIENCE = { timeout: 30_000 };

/**
 * Samples every row of these tables and marks every page as visible to all, so that the plans that are counted afterwards do
 * not hang on chance. @param sql connected as the owner of the database, by one connection
 */
export async function sampleEveryRow(sql: postgres.Sql, tables: readonly string[]): Promise<void> {
  await sql`set default_statistics_target = 1000`;
  for (const table of tables)
    await vi.waitFor(async () => {
      await sql`vacuum (analyze) ${sql(table)}`;
      const [pages] = await sql<{ unknown: number }[]>`
        with ${treeOf(sql, [table])} select sum(relpages - relallvisible)::int as unknown from pg_class join large on relid = oid where relkind = 'r'`;
      // Whoever else has a snapshot open keeps a page from being known as visible; the next vacuum finds it so.
      if (pages?.unknown !== 0) throw new Error(`${table} is not known as visible`);
    }, PATIENCE);
}

/**
 * Has the planner believe that tables hold so many rows each, spread over their partitions: what it chooses then is what it would
 * choose for them, while what the server counts stays small. After `sampleEveryRow`. @param sql as there
 */
export async function pretendRows(sql: postgres.Sql, tables: readonly string[], rows: number): Promise<void> {
  for (const table of tables)
    await sql`
      with ${treeOf(sql, [table])}, filled as (
        select relname, relpages, count(*) over () as many from pg_class join large on relid = oid where relkind = 'r' and relpages > 0)
      select pg_restore_relation_stats('schemaname', 'public', 'relname', relname::text, 'relpages', relpages,
        'reltuples', (${rows}::float8 / many)::real) from filled`;
}

/** Tables and their partitions, `large`. */
const treeOf = (sql: postgres.Sql, tables: readonly string[]) => sql`large as (
  select tree.relid from unnest(${[...tables]}::text[]) as name, pg_partition_tree(name::regclass) as tree
  union select name::regclass from unnest(${[...tables]}::text[]) as name)`;

/**
 * Runs reads as they are, with their own statements and values, and says what the server counted for them.
 * @param sql connected as the owner of the database @param tables those that grow without end; their partitions belong to them
 */
export function effortOn(
  sql: postgres.Sql,
  tables: readonly string[],
): (read: () => Promise<unknown>) => Promise<Effort> {
  const counted = async (): Promise<Effort> => {
    await reported(sql);
    const [row] = await sql<Effort[]>`
      with ${treeOf(sql, tables)}
      select coalesce(sum(of_table.seq_tup_read), 0)::int as "rowsInSequence", coalesce(sum(of_table.idx_scan), 0)::int as "indexScans",
        coalesce(sum(of_table.idx_tup_fetch), 0)::int as "rowsByIndex",
        coalesce((select sum(idx_tup_read) from pg_stat_user_indexes join large using (relid)), 0)::int as "indexEntries"
      from pg_stat_user_tables as of_table join large using (relid)`;
    if (row === undefined) throw new Error('the server counts nothing');
    return row;
  };
  return async (read) => {
    const before = await counted();
    await read();
    const after = await counted();
    return {
      rowsInSequence: after.rowsInSequence - before.rowsInSequence,
      indexEntries: after.indexEntries - before.indexEntries,
      indexScans: after.indexScans - before.indexScans,
      rowsByIndex: after.rowsByIndex - before.rowsByIndex,
    };
  };
}

/** A connection hands in its counts at the latest when it ends. */
async function reported(sql: postgres.Sql): Promise<void> {
  await closeDatabase();
  await vi.waitFor(async () => {
    const open = await sql`
      select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
        and application_name like 'sluice%' and pid <> pg_backend_pid()`;
    if (open.length > 0) throw new Error('connections are still open');
  }, PATIENCE);
  await sql`select pg_stat_clear_snapshot(), pg_stat_force_next_flush()`;
}
