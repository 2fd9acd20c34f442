import { sql } from 'drizzle-orm';
import journal from '#drizzle/migrations/meta/_journal.json' with { type: 'json' };
import { database, type Database } from './client.ts';

/** How the database's schema stands to this code. `ahead` is normal while a new version is being rolled out. */
export type SchemaVersion = { state: 'at_head' | 'ahead' | 'behind'; expected: string };

/** Compares the newest applied migration with the newest one that this code was built with. */
export async function readSchemaVersion(db: Database = database()): Promise<SchemaVersion> {
  const [row] = await db.execute<{ newest: string | null }>(
    sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`,
  );
  const head = journal.entries.at(-1);
  const expected = head?.tag ?? 'none';
  const applied = BigInt(row?.newest ?? '0');
  const wanted = BigInt(head?.when ?? 0);
  if (applied === wanted) return { state: 'at_head', expected };
  return { state: applied > wanted ? 'ahead' : 'behind', expected };
}
