import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { listExportParts, listExports } from '#drizzle/schema/tables.ts';
import { defineVerb } from '../verb.ts';

/**
 * Stores the next piece of an export's file, and how far it is. The first piece starts the file over: a worker that died
 * leaves half a file, and its successor writes the whole again.
 * No audit: that the copy was asked for is on record, and who may download it does not change.
 * @returns false when nobody waits for the file any more; then nothing is stored
 */
export const recordExportPart = defineVerb({
  permission: 'lists.write_export',
  input: z.object({
    listExportId: z.string(),
    part: z.int().nonnegative(),
    body: z.instanceof(Buffer),
    rowsWritten: z.int().nonnegative(),
    rowsExpected: z.int().nonnegative(),
  }),
  async run(tx, _ctx, { listExportId, part, body, rowsWritten, rowsExpected }) {
    // The row is taken first: whoever stops the export waits for this part, or this part sees that it was stopped.
    const [wanted] = await tx
      .update(listExports)
      .set({ state: 'running', rowsWritten, rowsExpected: Math.max(rowsExpected, rowsWritten) })
      .where(
        and(eq(listExports.listExportId, listExportId), inArray(listExports.state, ['queued', 'running'])),
      )
      .returning({ listExportId: listExports.listExportId });
    if (!wanted) return { result: false, audit: null };
    if (part === 0) await tx.delete(listExportParts).where(eq(listExportParts.listExportId, listExportId));
    await tx.insert(listExportParts).values({ listExportId, part, body });
    return { result: true, audit: null };
  },
});
