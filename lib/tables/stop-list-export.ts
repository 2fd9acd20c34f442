import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExportParts, listExports } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/**
 * Stops the writing of an export of one's own. What was written goes at once; the worker ends at its next part.
 * @throws DomainError `not_found` also for somebody else's; `conflict` when it has ended already
 */
export const stopListExport = defineVerb({
  permission: 'lists.export',
  input: z.object({ listExportId: z.string().min(1).max(100) }),
  async run(tx, ctx, { listExportId }) {
    const [found] = await tx
      .select({ list: listExports.list, state: listExports.state, rows: listExports.rowsWritten })
      .from(listExports)
      .where(and(eq(listExports.listExportId, listExportId), eq(listExports.requestedBy, actorId(ctx.actor))))
      .limit(1)
      // Waits for the part that the worker is storing, so that it cannot come back after the parts are gone.
      .for('update');
    if (!found) throw new DomainError('not_found', 'There is no such export of yours.');
    const { list, state, rows } = found;
    const [stopped] = await tx
      .update(listExports)
      .set({ state: 'stopped', finishedAt: sql`now()` })
      .where(
        and(eq(listExports.listExportId, listExportId), inArray(listExports.state, ['queued', 'running'])),
      )
      .returning({ listExportId: listExports.listExportId });
    if (!stopped) throw new DomainError('conflict', 'This export has ended already.');
    await tx.delete(listExportParts).where(eq(listExportParts.listExportId, listExportId));
    return {
      result: undefined,
      audit: {
        action: 'list.export_stopped',
        subject: listExportId,
        before: { state, rows },
        after: { state: 'stopped', list },
      },
    };
  },
});
