import { randomUUID } from 'node:crypto';
import { eq, max, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { actorId } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { textHash } from '../text-hash.ts';
import type { draftInput } from './schemas.ts';
import type { VersionedText } from './versioned-text.ts';

/**
 * Writes the draft of the next version, or changes it. Whoever changed it last cannot publish it.
 * @throws DomainError `conflict` when somebody else wrote meanwhile
 */
export async function writeDraft(
  tx: Transaction,
  ctx: Context,
  { table, action, idPrefix }: VersionedText,
  wanted: z.output<typeof draftInput>,
) {
  const text = wanted.text.replaceAll('\r\n', '\n');
  const writtenBy = actorId(ctx.actor);
  const [draft] = await tx.select().from(table).where(eq(table.state, 'draft')).for('update');
  if ((draft === undefined ? null : textHash(draft.text)) !== wanted.seenHash) throw changedMeanwhile();
  if (draft !== undefined) {
    const { versionId, version } = draft;
    await tx
      .update(table)
      .set({ text, writtenBy, writtenAt: sql`now()` })
      .where(eq(table.versionId, versionId));
    return {
      result: { versionId, version },
      audit: {
        action: `${action}.change_draft`,
        subject: versionId,
        before: { text: draft.text, writtenBy: draft.writtenBy },
        after: { version, text },
      },
    };
  }
  const [newest] = await tx.select({ version: max(table.version) }).from(table);
  const version = (newest?.version ?? 0) + 1;
  const versionId = `${idPrefix}${randomUUID().replaceAll('-', '')}`;
  const added = await tx
    .insert(table)
    .values({ versionId, version, text, state: 'draft', writtenBy })
    .onConflictDoNothing()
    .returning({ id: table.versionId });
  if (added.length === 0) throw changedMeanwhile();
  return {
    result: { versionId, version },
    audit: { action: `${action}.draft`, subject: versionId, after: { version, text } },
  };
}

function changedMeanwhile(): DomainError {
  return new DomainError(
    'conflict',
    'Somebody else has written a draft since you opened this page. Copy your text, load the page again, and join the two.',
  );
}
