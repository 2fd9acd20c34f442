import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccountNotes } from '#drizzle/schema/notes.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { noteText } from './note-text.ts';

/**
 * Writes the next version of a note, or keeps it at the top, or no longer. The versions before it stay and are shown.
 * @throws DomainError `invalid_input` without text, `not_found`, `conflict` when somebody wrote a version meanwhile
 */
export const editNote = defineVerb({
  permission: 'notes.write',
  input: z.object({
    connectedAccountId: z.string(),
    noteId: z.string(),
    versionSeen: z.coerce.number().int(),
    text: z.string(),
    isPinned: z.boolean(),
  }),
  async run(tx, { actor, now }, { connectedAccountId, noteId, versionSeen, isPinned, ...input }) {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people write notes.');
    const text = noteText(input.text);
    const [newest] = await tx
      .select({
        version: connectedAccountNotes.version,
        text: connectedAccountNotes.text,
        isPinned: connectedAccountNotes.isPinned,
        writtenByName: connectedAccountNotes.writtenByName,
      })
      .from(connectedAccountNotes)
      .where(
        and(
          eq(connectedAccountNotes.noteId, noteId),
          eq(connectedAccountNotes.connectedAccountId, connectedAccountId),
        ),
      )
      .orderBy(desc(connectedAccountNotes.version))
      .limit(1);
    if (!newest) throw new DomainError('not_found', 'This account has no such note.');
    if (newest.version !== versionSeen) throw changedMeanwhile(newest.writtenByName);
    const before = { noteId, version: newest.version, text: newest.text, isPinned: newest.isPinned };
    if (newest.text === text && newest.isPinned === isPinned)
      return { result: { version: newest.version }, audit: null };
    const after = { noteId, version: newest.version + 1, text, isPinned };
    const [stored] = await tx
      .insert(connectedAccountNotes)
      .values({
        ...after,
        connectedAccountId,
        writtenBy: actor.operatorId,
        writtenByName: actor.name,
        writtenAt: now,
      })
      // Of two people who saw the same version, the index lets one be the next.
      .onConflictDoNothing()
      .returning({ version: connectedAccountNotes.version });
    if (!stored) throw changedMeanwhile('Somebody');
    return {
      result: { version: stored.version },
      audit: { action: 'note.edit', subject: connectedAccountId, before, after },
    };
  },
});

function changedMeanwhile(who: string): DomainError {
  return new DomainError(
    'conflict',
    `${who} changed this note since you opened it. Nothing was saved: copy your text, reload, and look at theirs.`,
  );
}
