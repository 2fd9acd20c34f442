import type { Sql } from '#lib/db/client.ts';

/** Rows in one statement: small enough that a run that is stopped loses little. */
const CHUNK = 1_000_000;

/** Told after each step of a few seconds or minutes. */
export type Note = (what: string) => Promise<void> | void;

/**
 * Fills a table set-based: triggers off, secondary indexes built afterwards.
 * @param sql the owner's single connection
 */
export async function bulkLoad(
  sql: Sql,
  table: string,
  rows: number,
  insert: (from: number, to: number) => Promise<unknown>,
  note: Note,
): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as definition
    from pg_index where indrelid = ${table}::regclass and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await sql`set session_replication_role = replica`;
  for (let from = 1; from <= rows; from += CHUNK) {
    const to = Math.min(rows, from + CHUNK - 1);
    await insert(from, to);
    await note(`${String(to)} ${table}`);
  }
  await sql`set session_replication_role = origin`;
  await sql`set maintenance_work_mem = '1GB'`;
  for (const { name, definition } of indexes) {
    await sql.unsafe(definition);
    await note(name);
  }
  await sql`vacuum analyze ${sql(table)}`;
  await note(`${table} vacuumed`);
}

/**
 * SQL of uniform numbers `h[1]` to `h[count]` from a hash of the row's number `n`, as the relation `chance`: every run has
 * the same rows.
 */
export function chances(sql: Sql, count: number) {
  return sql`lateral (
    select array_agg(((hashint8(n::bigint * 16 + salt)::bigint + 2147483648) / 4294967296.0)::float8 order by salt) as h
    from generate_series(1, ${count}::int) as salt) as chance`;
}
