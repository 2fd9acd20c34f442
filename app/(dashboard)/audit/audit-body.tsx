import type { Route } from 'next';
import { AuditTable } from '#components/audit/audit-table.tsx';
import { countOf } from '#components/data-table/count.ts';
import { listHref } from '#components/data-table/list-href.ts';
import { NoneMatches, NotUnderstood, Refused } from '#components/data-table/list-states.tsx';
import { SelectionBar } from '#components/data-table/selection-bar.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { AUDIT_TABLE } from '#lib/audit/audit-table.ts';
import type { AuditList } from '#lib/audit/types.ts';
import type { ListRefusal } from '../_lists/or-refusal.ts';
import type { AuditListRequest } from './search-params.ts';

/** Null while the line is not understood. */
export type LoadedAudit = { readonly list: AuditList } | ListRefusal | null;

/** @param page the address with the cursor of its page */
export function AuditBody({
  path,
  view,
  loaded,
  page: params,
  opened,
  readAt,
}: {
  path: Route;
  view: AuditListRequest;
  loaded: LoadedAudit;
  page: Readonly<Record<string, string>>;
  opened: string | undefined;
  readAt: Date;
}) {
  if (loaded === null) return <NotUnderstood path={path} table={AUDIT_TABLE} what="rows" />;
  if (loaded.list === null) return <Refused path={path} refusal={loaded.refusal} what="rows" />;
  const { page, count } = loaded.list;
  if (page.rows.length === 0)
    return view.params['q'] === undefined ? (
      <EmptyState title="Nothing is on record yet">
        <p>The first sign-in or the first job that changes something makes the first row.</p>
      </EmptyState>
    ) : (
      <NoneMatches path={path} params={view.params} table={AUDIT_TABLE} what="row" />
    );
  const hrefAt = (cursor: string | null) =>
    cursor === null ? null : listHref(path, view.params, { cursor });
  return (
    <form>
      <AuditTable
        rows={page.rows}
        columns={AUDIT_TABLE.columns}
        shown={view.columns}
        sort={view.order}
        hrefOfOrder={(sort) => listHref(path, view.params, { sort })}
        panelHref={(open) => listHref(path, params, { cursor: params['cursor'], open })}
        opened={opened}
      />
      <SelectionBar
        scope={`audit?${params['q'] ?? ''}`}
        all={count === null || count.isCapped ? null : { count: count.count, sums: [] }}
        what="rows"
      />
      <Pager
        firstHref={params['cursor'] === undefined ? null : listHref(path, view.params, {})}
        newerHref={hrefAt(page.previousCursor)}
        olderHref={hrefAt(page.nextCursor)}
        summary={
          <>
            {String(page.rows.length)} of{' '}
            {count === null ? 'an unknown number of rows' : countOf(count, 'row', 'rows')}, as of{' '}
            <Time at={readAt} seconds />
          </>
        }
      />
    </form>
  );
}
