import { and, asc, inArray, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { listExports } from '#drizzle/schema/tables.ts';
import { stageJob } from '../jobs/stage-job.ts';
import { defineVerb } from '../verb.ts';
import { finishListExport } from './finish-list-export.ts';

/** A worker takes a job within seconds; one that waits longer may be lost. */
const UNFINISHED_MINUTES = 1;

/** Four attempts of half an hour, the most that the queue gives a job, and some waiting. */
const GIVE_UP_HOURS = 3;

/** More than people ask for in an hour; the next run takes the rest. */
const EXPORTS_MAX = 100;

/**
 * Wakes the worker again for exports that nobody finished, so that a lost job is harmless, and ends those that have been
 * tried for too long. A job of the same export that still waits is the same wake-up.
 */
export const sweepListExports = defineVerb({
  permission: 'lists.write_export',
  input: z.object({}),
  async run(tx, ctx) {
    const unfinished = await tx
      .select({
        listExportId: listExports.listExportId,
        isTooOld: sql<boolean>`${listExports.createdAt} < now() - make_interval(hours => ${GIVE_UP_HOURS}::int)`,
      })
      .from(listExports)
      .where(
        and(
          inArray(listExports.state, ['queued', 'running']),
          lt(listExports.createdAt, sql`now() - make_interval(mins => ${UNFINISHED_MINUTES}::int)`),
        ),
      )
      .orderBy(asc(listExports.createdAt), asc(listExports.listExportId))
      .limit(EXPORTS_MAX);
    for (const { listExportId, isTooOld } of unfinished)
      if (isTooOld)
        await finishListExport(
          ctx,
          { listExportId, failure: 'This export could not be written in time. Ask for fewer rows.' },
          tx,
        );
      else await stageJob(tx, 'write-list-export', { listExportId }, { key: listExportId });
    const failed = unfinished.filter(({ isTooOld }) => isTooOld).length;
    // What ended has its own audit row; a wake-up changes nothing.
    return { result: { failed, staged: unfinished.length - failed }, audit: null };
  },
});
