import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { listExportParts, listExports } from '#drizzle/schema/tables.ts';
import { actorId } from '../audit/record-audit.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import type { ListExport } from './types.ts';

/**
 * An export of one's own.
 * @throws DomainError `forbidden`; `not_found` also for somebody else's, as if there were none
 */
export async function getListExport(ctx: Context, listExportId: string): Promise<ListExport> {
  authorize(ctx, 'lists.export');
  const [found] = await database()
    .select({
      listExportId: listExports.listExportId,
      list: listExports.list,
      query: sql<string>`coalesce(${listExports.query}::jsonb ->> 'query', '')`,
      sort: sql<string | null>`${listExports.query}::jsonb ->> 'sort'`,
      columns: sql<string[] | null>`${listExports.query}::jsonb -> 'columns'`,
      state: listExports.state,
      rowsExpected: listExports.rowsExpected,
      rowsWritten: listExports.rowsWritten,
      failure: listExports.failure,
      createdAt: listExports.createdAt,
      expiresAt: listExports.expiresAt,
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
  return found;
}

/**
 * The view that an export writes, as its list reads it; null when it is gone or finished, so that a second wake-up writes
 * nothing. For the worker. @throws DomainError `forbidden`
 */
export async function readExportView(
  ctx: Context,
  listExportId: string,
): Promise<{ list: string; view: string } | null> {
  authorize(ctx, 'lists.write_export');
  const [found] = await database()
    .select({ list: listExports.list, view: listExports.query })
    .from(listExports)
    .where(and(eq(listExports.listExportId, listExportId), inArray(listExports.state, ['queued', 'running'])))
    .limit(1);
  return found ?? null;
}

/** The file of a finished export as gzip, piece by piece. @throws DomainError `forbidden`, `not_found`, `precondition_failed` */
export async function* readExportFile(
  ctx: Context,
  listExportId: string,
): AsyncGenerator<Buffer, void, undefined> {
  const { state } = await getListExport(ctx, listExportId);
  if (state !== 'done') throw new DomainError('precondition_failed', 'This export is not finished yet.');
  for (let part = 0; ; part += 1) {
    const [found] = await database()
      .select({ body: listExportParts.body })
      .from(listExportParts)
      .where(and(eq(listExportParts.listExportId, listExportId), eq(listExportParts.part, part)))
      .orderBy(asc(listExportParts.part))
      .limit(1);
    if (!found) return;
    yield found.body;
  }
}
