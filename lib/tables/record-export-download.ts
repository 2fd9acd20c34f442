import { and, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExports } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { authorize } from '../auth/authorize.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { findExportedList } from './exported-lists.ts';

/**
 * Puts on record that somebody takes the file of their export: asking for it and taking it can be hours apart.
 * @returns what the file's name is made of
 * @throws DomainError `forbidden` for whoever may not read the list's rows any more;
 *   `not_found` also for somebody else's; `precondition_failed` before it is finished
 */
export const recordExportDownload = defineVerb({
  permission: 'lists.export',
  input: z.object({ listExportId: z.string().min(1) }),
  async run(tx, ctx, { listExportId }) {
    const [found] = await tx
      .select({
        list: listExports.list,
        state: listExports.state,
        rowsWritten: listExports.rowsWritten,
        createdAt: listExports.createdAt,
      })
      .from(listExports)
      .where(
        and(
          eq(listExports.listExportId, listExportId),
          eq(listExports.requestedBy, actorId(ctx.actor)),
          gt(listExports.expiresAt, sql`now()`),
        ),
      )
      .limit(1);
    if (!found)
      throw new DomainError('not_found', 'There is no such export, or no longer: they are kept for a day.');
    const { list, state, rowsWritten, createdAt } = found;
    // A role can change between asking and taking.
    const definition = findExportedList(list);
    if (definition !== null) authorize(ctx, definition.permission);
    if (state !== 'done') throw new DomainError('precondition_failed', 'This export is not finished yet.');
    return {
      result: { list, createdAt },
      audit: { action: 'list.export_download', subject: listExportId, after: { list, rows: rowsWritten } },
    };
  },
});
