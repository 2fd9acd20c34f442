import { lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExports } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { authorize } from '../auth/authorize.ts';
import { stageJob } from '../jobs/stage-job.ts';
import { defineVerb } from '../verb.ts';
import { EXPORTED_LIST_NAMES, EXPORTED_LISTS } from './exported-lists.ts';
import { STREAMED_ROWS_MAX } from './list-export-definition.ts';

/** Long enough to come back after lunch, short enough that copies of everybody's money do not lie about. */
const LIFE_HOURS = 24;

/**
 * Puts on record that somebody takes a copy of a list. A short one is streamed by the caller at once; one above 50,000
 * rows is written by the worker.
 * @returns the id of the export that the worker writes, or null
 * @throws DomainError `forbidden` also for whoever may not read the list's rows; `invalid_input` for no view of the list
 */
export const requestListExport = defineVerb({
  permission: 'lists.export',
  input: z.object({
    listExportId: z.string().min(1),
    list: z.enum(EXPORTED_LIST_NAMES),
    /** The view as the list's own export reads it. */
    view: z.record(z.string(), z.unknown()),
    rows: z.object({ count: z.int().nonnegative(), isCapped: z.boolean() }),
  }),
  async run(tx, ctx, { listExportId, list, view: asked, rows }) {
    const { permission, open } = EXPORTED_LISTS[list];
    authorize(ctx, permission);
    const { view } = open(asked);
    const isWritten = rows.isCapped || rows.count > STREAMED_ROWS_MAX;
    const audit = {
      action: 'list.export',
      subject: list,
      after: {
        filter: view.query,
        ...(rows.isCapped ? { rowsAtLeast: rows.count } : { rows: rows.count }),
        ...(isWritten ? { listExportId } : {}),
      },
    };
    if (!isWritten) return { result: null, audit };
    await tx.delete(listExports).where(lt(listExports.expiresAt, sql`now()`));
    await tx.insert(listExports).values({
      listExportId,
      list,
      requestedBy: actorId(ctx.actor),
      query: JSON.stringify(view),
      zone: view.zone,
      state: 'queued',
      rowsExpected: rows.count,
      expiresAt: sql`now() + make_interval(hours => ${LIFE_HOURS}::int)`,
    });
    await stageJob(tx, 'write-list-export', { listExportId }, { key: listExportId });
    return { result: listExportId, audit };
  },
});
