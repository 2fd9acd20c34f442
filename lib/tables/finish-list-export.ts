import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExports } from '#drizzle/schema/tables.ts';
import { defineVerb } from '../verb.ts';

/** Ends an export: its file is whole, or it will never be and says why. One that has ended already stays as it ended. */
export const finishListExport = defineVerb({
  permission: 'lists.write_export',
  input: z.object({ listExportId: z.string(), failure: z.string().max(400).nullable() }),
  async run(tx, _ctx, { listExportId, failure }) {
    const state = failure === null ? 'done' : 'failed';
    const [ended] = await tx
      .update(listExports)
      .set({ state, failure, finishedAt: sql`now()` })
      .where(
        and(eq(listExports.listExportId, listExportId), inArray(listExports.state, ['queued', 'running'])),
      )
      .returning({ list: listExports.list, rows: listExports.rowsWritten });
    if (!ended) return { result: undefined, audit: null };
    return {
      result: undefined,
      audit: { action: 'list.export_finished', subject: listExportId, after: { state, ...ended } },
    };
  },
});
