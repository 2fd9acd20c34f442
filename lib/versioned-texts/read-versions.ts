import { desc, sql } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { textHash } from '../text-hash.ts';
import type { TextVersion } from './types.ts';
import type { VersionedText } from './versioned-text.ts';

/** They change some times a year; older versions are in the audit record. */
const VERSIONS_SHOWN_MAX = 50;

/** The versions of a text, newest first. The newest published one is in force. */
export async function readVersions({ table }: VersionedText): Promise<TextVersion[]> {
  const nameOf = (column: typeof table.writtenBy | typeof table.publishedBy) =>
    sql<string | null>`coalesce((select name from operators where operator_id = ${column}), ${column})`;
  const rows = await database()
    .select({
      versionId: table.versionId,
      version: table.version,
      text: table.text,
      state: table.state,
      writtenBy: table.writtenBy,
      writtenByName: nameOf(table.writtenBy),
      writtenAt: table.writtenAt,
      publishedByName: nameOf(table.publishedBy),
      publishedAt: table.publishedAt,
    })
    .from(table)
    .orderBy(desc(table.version))
    .limit(VERSIONS_SHOWN_MAX);
  return rows.map((row) => ({
    ...row,
    writtenByName: row.writtenByName ?? row.writtenBy,
    textHash: textHash(row.text),
  }));
}
