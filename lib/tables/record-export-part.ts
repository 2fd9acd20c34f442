import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExportParts, listExports } from '#drizzle/schema/tables.ts';
import { defineVerb } from '../verb.ts';

/**
 * Stores the next piece of an export's file, and how far it is. The first piece starts the file over: a worker that died
 * leaves half a file, and its successor writes the whole again.
 * No audit: that the copy was asked for is on record, and who may download it does not change.
 */
export const recordExportPart = defineVerb({
  permission: 'lists.write_export',
  input: z.object({
    listExportId: z.string(),
    part: z.int().nonnegative(),
    body: z.instanceof(Buffer),
    rowsWritten: z.int().nonnegative(),
  }),
  async run(tx, _ctx, { listExportId, part, body, rowsWritten }) {
    if (part === 0) await tx.delete(listExportParts).where(eq(listExportParts.listExportId, listExportId));
    await tx.insert(listExportParts).values({ listExportId, part, body });
    await tx
      .update(listExports)
      .set({ state: sql`'running'`, rowsWritten })
      .where(eq(listExports.listExportId, listExportId));
    return { result: undefined, audit: null };
  },
});
