import { Suspense } from 'react';
import type { Metadata } from 'next';
import { CURSOR_REFUSED, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { AuditFilters } from '#components/audit/audit-filters.tsx';
import { AuditHead } from '#components/audit/audit-head.tsx';
import { AuditTable } from '#components/audit/audit-table.tsx';
import { ExportLinks } from '#components/audit/export-links.tsx';
import { countOf } from '#components/data-table/count.ts';
import { DropFilters } from '#components/data-table/drop-filters.tsx';
import { filtersIn, listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState, SkeletonTable } from '#components/ui/states.tsx';
import { countAuditFacets, getAuditHead, listAuditRecords } from '#lib/audit/queries.ts';
import type { Context } from '#lib/context.ts';
import { readPageRequest } from '#lib/paging.ts';
import { readAuditListRequest, type AuditListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Audit' };

const PATH = '/audit';

export default async function AuditPage(props: PageProps<'/audit'>) {
  const ctx = await guardPage('audit.read');
  const raw = await props.searchParams;
  const { zone } = await readPreferences();
  const asked = readAuditListRequest(raw, zone);
  return (
    <div className="page wide">
      <PageHead
        title="Audit"
        lead="Every change and every refused attempt, by people, jobs and events, in chains that show whether a row was altered."
        actions={<ExportLinks params={asked.params} />}
      />
      <Suspense
        key={JSON.stringify(raw)}
        fallback={
          <SkeletonTable
            label="Reading the record"
            columns={['Action', 'Outcome', 'Who', 'Subject', 'When']}
          />
        }
      >
        <Record ctx={ctx} raw={raw} asked={asked} zone={zone} />
      </Suspense>
      <ListKeys />
    </div>
  );
}

async function Record({
  ctx,
  raw,
  asked: { filter, params, notices },
  zone,
}: {
  ctx: Context;
  raw: RawSearchParams;
  asked: AuditListRequest;
  zone: string;
}) {
  const request = readPageRequest(
    { list: 'audit', filter },
    { cursor: readParam(raw, 'cursor'), size: params['size'] },
  );
  const [page, facets, head] = await Promise.all([
    listAuditRecords(ctx, filter, request),
    countAuditFacets(ctx, filter),
    getAuditHead(ctx),
  ]);
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  return (
    <>
      <AuditFilters path={PATH} params={params} facets={facets} zone={zone} />
      <Notices texts={page.isCursorRefused ? [...notices, CURSOR_REFUSED] : notices} />
      {page.rows.length === 0 ? (
        filtersIn(params).length > 0 ? (
          <EmptyState
            title="Nothing on record matches"
            actions={<DropFilters path={PATH} params={params} />}
          />
        ) : (
          <EmptyState title="Nothing is on record yet">
            <p>The first sign-in or the first job that changes something makes the first row.</p>
          </EmptyState>
        )
      ) : (
        <>
          <AuditTable rows={page.rows} caption="The audit record, newest first" />
          <Pager
            firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
            newerHref={hrefAt(page.previousCursor)}
            olderHref={hrefAt(page.nextCursor)}
            summary={`${String(page.rows.length)} of ${countOf(facets.total, 'row', 'rows')}`}
          />
        </>
      )}
      <AuditHead head={head} />
    </>
  );
}
