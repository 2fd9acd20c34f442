import { lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExports } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { stageJob } from '../jobs/stage-job.ts';
import { defineVerb } from '../verb.ts';

/** Long enough to come back after lunch, short enough that copies of everybody's money do not lie about. */
const LIFE_HOURS = 24;

/**
 * Puts on record that somebody takes a copy of a list. A short one is streamed by the caller at once; a long one is
 * written by the worker.
 * @returns the id of the export that the worker writes, or null
 */
export const requestListExport = defineVerb({
  permission: 'lists.export',
  input: z.object({
    listExportId: z.string().min(1),
    list: z.string(),
    /** The view as the list's own export reads it. */
    view: z.string().max(10_000),
    filter: z.string().max(2_000),
    zone: z.string().max(100),
    rowsExpected: z.int().nonnegative(),
    isWritten: z.boolean(),
  }),
  async run(tx, ctx, { listExportId, list, view, filter, zone, rowsExpected, isWritten }) {
    const audit = {
      action: 'list.export',
      subject: list,
      after: { filter, rows: rowsExpected, ...(isWritten ? { listExportId } : {}) },
    };
    if (!isWritten) return { result: null, audit };
    await tx.delete(listExports).where(lt(listExports.expiresAt, sql`now()`));
    await tx.insert(listExports).values({
      listExportId,
      list,
      requestedBy: actorId(ctx.actor),
      query: view,
      zone,
      state: 'queued',
      rowsExpected,
      expiresAt: sql`now() + make_interval(hours => ${LIFE_HOURS}::int)`,
    });
    await stageJob(tx, 'write-list-export', { listExportId }, { key: listExportId });
    return { result: listExportId, audit };
  },
});
