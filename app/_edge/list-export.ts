import { randomUUID } from 'node:crypto';
import { isoDay } from '#components/ui/format-instant.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import type { CappedCount } from '#lib/paging.ts';
import { EXPORTED_LISTS, type ExportedList } from '#lib/tables/exported-lists.ts';
import { requestListExport } from '#lib/tables/request-list-export.ts';
import type { FilterProblem } from '#lib/tables/types.ts';
import type { Calendar } from './day-bounds.ts';
import { answerDownload, csvResponse } from './download.ts';
import type { RawSearchParams } from './list-params.ts';
import type { ListView } from './list-view.ts';
import { readPreferences } from './preferences.ts';

/** A list's address as its page reads it. */
type Asked = ListView<string, string> & {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly problems: readonly FilterProblem[];
};

/**
 * Answers `GET /api/exports/<list>.csv` with exactly the list of the address: same filter, order and columns. On record
 * first; streamed at once, or, when there are too many rows to wait for, by the way of the page that shows the progress.
 * @param read the page's own reading of its address
 * @param count how many rows match; null when only the worker can tell. Refuses whoever may not read them.
 */
export function answerListExport<Of extends Asked>(
  request: Request,
  list: ExportedList,
  read: (raw: RawSearchParams, calendar: Calendar) => Of,
  count: (ctx: Context, asked: Of) => Promise<CappedCount | null>,
): Promise<Response> {
  return answerDownload(async (ctx) => {
    const { zone } = await readPreferences();
    const raw = Object.fromEntries(new URL(request.url).searchParams);
    const asked = read(raw, { zone, today: isoDay(ctx.now, zone) });
    // A filter that is only partly understood would export other rows than were meant.
    const [problem] = asked.problems;
    if (problem !== undefined) throw new DomainError('invalid_input', problem.message);
    const view = {
      filter: asked.filter,
      sort: asked.order,
      columns: asked.columns,
      query: asked.line.text,
      zone,
      madeBy: ctx.actor.kind === 'operator' ? ctx.actor.name : ctx.actor.kind,
    };
    const rows = (await count(ctx, asked)) ?? { count: 0, isCapped: true };
    const listExportId = await requestListExport(ctx, {
      listExportId: `exp_${randomUUID()}`,
      list,
      view,
      rows,
    });
    if (listExportId !== null)
      return Response.redirect(new URL(`/exports/${listExportId}`, originOf(request)), 303);
    const { pieces } = EXPORTED_LISTS[list].open(view);
    return csvResponse(pieces(ctx), `sluice-${list}-${ctx.now.toISOString().slice(0, 10)}.csv`);
  });
}

/** Behind a proxy the address that the browser used is the one in its headers. */
function originOf(request: Request): string {
  const { protocol, host } = new URL(request.url);
  const forwarded = request.headers.get('x-forwarded-proto');
  return `${forwarded === null ? protocol : `${forwarded}:`}//${request.headers.get('host') ?? host}`;
}
