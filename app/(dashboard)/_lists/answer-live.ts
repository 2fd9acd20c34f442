import { contextOrRefusal, noteRefused } from '#app/_edge/note-refused.ts';
import { instantInUtc } from '#app/_edge/day-start.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { statesOf, type TableRow } from '#components/data-table/data-table.tsx';
import { isoDay } from '#components/ui/format-instant.ts';
import type { Permission } from '#lib/auth/permissions.ts';
import { DomainError } from '#lib/errors.ts';
import type { ListScreen } from './list-screen.ts';

/** More rows than the largest page has are nobody's page. */
const ROWS_MAX = 100;

/**
 * What became of a page that somebody looks at: how many rows of the list's own filter came after its newest one, and what
 * changes in the rows on it, as its cells say it.
 */
export async function answerLive<Row extends TableRow, C extends string, O extends string, F>(
  request: Request,
  permission: Permission,
  screen: ListScreen<Row, C, O, F>,
): Promise<Response> {
  const ctx = await contextOrRefusal(permission);
  if (ctx instanceof Response) return ctx;
  const { zone } = await readPreferences();
  const asked = new URL(request.url).searchParams;
  const ids = asked.getAll('row');
  const after = asked.get('at');
  const at = after === null ? null : instantInUtc(after);
  const { filter, problems } = screen.readRequest(
    { q: asked.get('q') ?? undefined },
    { zone, today: isoDay(ctx.now, zone) },
  );
  if (problems.length > 0 || ids.length > ROWS_MAX || (after !== null && at === null))
    return new Response('Not a list of ours.', { status: 400 });
  const newest = at === null ? null : { key: at.toISOString(), id: asked.get('id') ?? '' };
  try {
    const [newer, rows] = await Promise.all([
      newest === null ? 0 : screen.countNewer(ctx, filter, newest),
      screen.readRows(ctx, ids),
    ]);
    return Response.json(
      { newer, rows: statesOf(rows, screen.rowId, screen.cells) },
      { headers: { 'cache-control': 'no-store' } },
    );
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'forbidden') await noteRefused(permission, error);
    return new Response(error.message, { status: error.code === 'forbidden' ? 403 : 400 });
  }
}
