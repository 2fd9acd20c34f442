import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * What people noted about a connected account. Append-only: an edit is another version of the same note, and the newest
 * is what is read. Its owner has no right to any row.
 */
export const connectedAccountNotes = pgTable(
  'connected_account_notes',
  {
    noteVersionId: bigint('note_version_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    noteId: text('note_id').notNull(),
    /** 1 for the note as first written. */
    version: integer('version').notNull(),
    connectedAccountId: connectedAccountId(),
    text: text('text').notNull(),
    isPinned: boolean('is_pinned').notNull(),
    writtenBy: text('written_by').notNull(),
    /** As the person was called then. */
    writtenByName: text('written_by_name').notNull(),
    writtenAt: instant('written_at').notNull(),
  },
  (t) => [
    // Also what keeps two people who edit the same version from both being the next one.
    uniqueIndex('connected_account_notes_once').on(t.noteId, t.version),
    index('connected_account_notes_by_account').on(t.connectedAccountId, t.writtenAt, t.noteVersionId),
    check('connected_account_notes_version', sql`version >= 1`),
    check('connected_account_notes_text', sql`text <> '' and length(text) <= 4000`),
  ],
);
