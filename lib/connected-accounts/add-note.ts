import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccountNotes } from '#drizzle/schema/notes.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { noteText } from './note-text.ts';

/**
 * A person notes something about a connected account, for colleagues only.
 * @throws DomainError `invalid_input` without text, `not_found` for an account that is not mirrored
 */
export const addNote = defineVerb({
  permission: 'notes.write',
  input: z.object({ connectedAccountId: z.string(), text: z.string(), isPinned: z.boolean() }),
  async run(tx, { actor, now }, { connectedAccountId, text, isPinned }) {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people write notes.');
    const [known] = await tx
      .select({ connectedAccountId: connectedAccounts.connectedAccountId })
      .from(connectedAccounts)
      .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
    if (!known) throw new DomainError('not_found', 'Sluice has not seen a connected account with this id.');
    const note = { noteId: `note_${randomUUID()}`, version: 1, text: noteText(text), isPinned };
    await tx.insert(connectedAccountNotes).values({
      ...note,
      connectedAccountId,
      writtenBy: actor.operatorId,
      writtenByName: actor.name,
      writtenAt: now,
    });
    return {
      result: { noteId: note.noteId },
      audit: { action: 'note.add', subject: connectedAccountId, after: note },
    };
  },
});
