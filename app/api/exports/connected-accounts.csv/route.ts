import { randomUUID } from 'node:crypto';
import { readConnectedAccountListRequest } from '#app/(dashboard)/connected-accounts/search-params.ts';
import { answerDownload, csvResponse } from '#app/_edge/download.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { exportConnectedAccounts } from '#lib/connected-accounts/export-connected-accounts.ts';
import { countConnectedAccounts } from '#lib/connected-accounts/queries.ts';
import { DomainError } from '#lib/errors.ts';
import { requestListExport } from '#lib/tables/request-list-export.ts';

/** Exactly the list of the address: same filter, order and columns. Streamed at once: there are few enough accounts. */
export function GET(request: Request): Promise<Response> {
  return answerDownload(async (ctx) => {
    const { zone } = await readPreferences();
    const raw = Object.fromEntries(new URL(request.url).searchParams);
    const asked = readConnectedAccountListRequest(raw, { zone, today: isoDay(ctx.now, zone) });
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
    const { count } = await countConnectedAccounts(ctx, asked.filter);
    await requestListExport(ctx, {
      listExportId: `exp_${randomUUID()}`,
      list: 'connected-accounts',
      view: JSON.stringify(view),
      filter: view.query,
      zone,
      rowsExpected: count,
      isWritten: false,
    });
    const day = ctx.now.toISOString().slice(0, 10);
    return csvResponse(exportConnectedAccounts(ctx, view), `sluice-connected-accounts-${day}.csv`);
  });
}
