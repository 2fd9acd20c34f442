import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { connectedAccountNotes as notes } from '#drizzle/schema/notes.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { Note, NoteVersion } from './types.ts';

/** More than anybody reads; the timeline leads to all of them. */
const NOTES_MAX = 50;
const VERSIONS_MAX = 1_000;

const versionColumns = {
  noteId: notes.noteId,
  version: notes.version,
  text: notes.text,
  isPinned: notes.isPinned,
  writtenByName: notes.writtenByName,
  writtenAt: notes.writtenAt,
};

/** Notes about a connected account as they read now, pinned ones first, each with what it said before. */
export async function listNotes(ctx: Context, connectedAccountId: string): Promise<Note[]> {
  authorize(ctx, 'notes.read');
  const isNewest = sql`not exists (select from ${notes} as later
    where later.note_id = ${notes.noteId} and later.version > ${notes.version})`;
  const newest = await database()
    .select(versionColumns)
    .from(notes)
    .where(and(eq(notes.connectedAccountId, connectedAccountId), isNewest))
    .orderBy(desc(notes.isPinned), desc(notes.writtenAt), desc(notes.noteVersionId))
    .limit(NOTES_MAX);
  const edited = newest.filter(({ version }) => version > 1).map(({ noteId }) => noteId);
  const versions = edited.length === 0 ? [] : await readVersions(edited);
  return newest.map(({ noteId, isPinned, ...now }) => ({
    noteId,
    isPinned,
    now,
    before: versions.filter((one) => one.noteId === noteId && one.version < now.version),
  }));
}

function readVersions(noteIds: string[]): Promise<(NoteVersion & { noteId: string })[]> {
  return database()
    .select(versionColumns)
    .from(notes)
    .where(inArray(notes.noteId, noteIds))
    .orderBy(asc(notes.noteId), desc(notes.version))
    .limit(VERSIONS_MAX);
}
