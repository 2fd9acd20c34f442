import { randomUUID } from 'node:crypto';
import { readPayoutListRequest } from '#app/(dashboard)/payouts/search-params.ts';
import { answerDownload, csvResponse } from '#app/_edge/download.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { DomainError } from '#lib/errors.ts';
import { exportPayouts, type PayoutExport } from '#lib/payouts/export-payouts.ts';
import { totalPayouts } from '#lib/payouts/queries.ts';
import { requestListExport } from '#lib/tables/request-list-export.ts';

/** A longer list is written by the worker: a browser gives up on a download that takes minutes. */
const STREAMED_ROWS_MAX = 50_000;

/** Exactly the list of the address: same filter, order and columns. */
export function GET(request: Request): Promise<Response> {
  return answerDownload(async (ctx) => {
    const { zone } = await readPreferences();
    const raw = Object.fromEntries(new URL(request.url).searchParams);
    const asked = readPayoutListRequest(raw, { zone, today: isoDay(ctx.now, zone) });
    // A filter that is only partly understood would export other rows than were meant.
    const [problem] = asked.problems;
    if (problem !== undefined) throw new DomainError('invalid_input', problem.message);
    const view: PayoutExport = {
      filter: {
        ...asked.filter,
        words: asked.filter.words === undefined ? undefined : [...asked.filter.words],
      },
      sort: asked.order,
      columns: [...asked.columns],
      query: asked.line.text,
      zone,
      madeBy: ctx.actor.kind === 'operator' ? ctx.actor.name : ctx.actor.kind,
    };
    const { count } = await totalPayouts(ctx, asked.filter);
    const isWritten = count.isCapped || count.count > STREAMED_ROWS_MAX;
    const listExportId = await requestListExport(ctx, {
      listExportId: `exp_${randomUUID()}`,
      list: 'payouts',
      view: JSON.stringify(view),
      filter: view.query,
      zone,
      rowsExpected: count.count,
      isWritten,
    });
    if (listExportId !== null)
      return Response.redirect(new URL(`/exports/${listExportId}`, originOf(request)), 303);
    return csvResponse(exportPayouts(ctx, view), `sluice-payouts-${ctx.now.toISOString().slice(0, 10)}.csv`);
  });
}

/** Behind a proxy the address that the browser used is the one in its headers. */
function originOf(request: Request): string {
  const { protocol, host } = new URL(request.url);
  const forwarded = request.headers.get('x-forwarded-proto');
  return `${forwarded === null ? protocol : `${forwarded}:`}//${request.headers.get('host') ?? host}`;
}
