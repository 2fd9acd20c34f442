import type { Metadata, Route } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { AuditFilters } from '#components/audit/audit-filters.tsx';
import { AuditHead } from '#components/audit/audit-head.tsx';
import { AuditPanel } from '#components/audit/audit-panel.tsx';
import { BundleLink } from '#components/audit/bundle-link.tsx';
import { Chips } from '#components/data-table/chips.tsx';
import { ColumnMenu } from '#components/data-table/column-menu.tsx';
import { CsvLink } from '#components/data-table/csv-link.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { panelSteps } from '#components/data-table/panel-steps.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { AUDIT_TABLE } from '#lib/audit/audit-table.ts';
import { getAuditRecord } from '#lib/audit/detail-queries.ts';
import { countAuditRecords, getAuditHead, readAuditList } from '#lib/audit/queries.ts';
import { readPageRequest } from '#lib/paging.ts';
import { withCondition } from '#lib/tables/filter-line.ts';
import { withDefaultView } from '../_lists/default-view.ts';
import { chipsOf } from '../_lists/line-chips.ts';
import { listNotices } from '../_lists/list-notices.ts';
import { openedId } from '../_lists/opened-id.ts';
import { orRefusal } from '../_lists/or-refusal.ts';
import { Views } from '../_lists/views.tsx';
import { AuditBody, type LoadedAudit } from './audit-body.tsx';
import { readAuditListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Audit' };

const PATH: Route = '/audit';

export default async function AuditPage(props: PageProps<'/audit'>) {
  const ctx = await guardPage('audit.read');
  const given = await props.searchParams;
  const { zone, density } = await readPreferences();
  const calendar = { zone, today: isoDay(ctx.now, zone) };
  const { raw, defaultName } = await withDefaultView(ctx, 'audit', given);
  const view = readAuditListRequest(raw, calendar);
  const { line, params, filter, order } = view;
  const cursor = readParam(raw, 'cursor');
  const request = readPageRequest(
    { list: 'audit', filter: { ...filter, sort: order } },
    { cursor, size: params['size'] },
  );
  const loaded: LoadedAudit =
    view.problems.length > 0 ? null : await orRefusal(() => readAuditList(ctx, filter, order, request));
  const list = loaded?.list ?? null;
  const ids = list?.page.rows.map((row) => row.auditRecordId) ?? [];
  const open = openedId(readParam(raw, 'open'), ids);
  const [opened, head] = await Promise.all([
    open === undefined ? null : orNotFound(() => getAuditRecord(ctx, open)),
    getAuditHead(ctx),
  ]);
  const page = { ...params, ...(cursor === undefined || request.isCursorRefused ? {} : { cursor }) };
  return (
    <div className={opened === null ? 'page wide' : 'page wide with-panel'}>
      <div className="list-side">
        <PageHead
          title="Audit"
          lead="Every change and every refused attempt, by people, jobs and events, in chains that show whether a row was altered."
          actions={
            list === null ? null : (
              <>
                <CsvLink href="/api/exports/audit.csv" params={params} order={order} columns={view.columns} />
                <BundleLink query={params['q']} />
              </>
            )
          }
        />
        <AuditFilters
          path={PATH}
          params={params}
          facets={list?.facets ?? null}
          chosen={Object.fromEntries(line.conditions.map(({ field, value }) => [field, value]))}
          hrefWith={(field, value) => listHref(PATH, params, { q: withCondition(line, field, value) })}
          problems={view.problems}
          zone={zone}
        >
          <Views
            ctx={ctx}
            list="audit"
            path={PATH}
            params={params}
            countOf={async (saved) => {
              const asked = readAuditListRequest(saved, calendar);
              return asked.problems.length > 0 ? null : countAuditRecords(ctx, asked.filter);
            }}
          />
          <ColumnMenu
            path={PATH}
            params={params}
            columns={AUDIT_TABLE.columns}
            shown={view.columns}
            density={density}
          />
        </AuditFilters>
        <Chips chips={chipsOf(PATH, params, line)} clearHref={listHref(PATH, params, { q: undefined })} />
        <Notices texts={listNotices(view.notices, defaultName, list?.page.isCursorRefused)} />
        <AuditBody path={PATH} view={view} loaded={loaded} page={page} opened={open} readAt={ctx.now} />
        <AuditHead head={head} />
        <ListKeys />
      </div>
      {opened === null || list === null ? null : (
        <AuditPanel row={opened} steps={panelSteps(PATH, page, ids, opened.auditRecordId, list.page)} />
      )}
    </div>
  );
}
