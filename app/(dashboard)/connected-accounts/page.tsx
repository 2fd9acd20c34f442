import type { Metadata, Route } from 'next';
import { CURSOR_REFUSED, readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { ConnectedAccountFilters } from '#components/connected-accounts/connected-account-filters.tsx';
import { connectedAccountFilterWords } from '#components/connected-accounts/filter-words.ts';
import { ConnectedAccountTable } from '#components/connected-accounts/connected-account-table.tsx';
import { countOf } from '#components/data-table/count.ts';
import { DropFilters } from '#components/data-table/drop-filters.tsx';
import { filtersIn, listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import {
  countConnectedAccountFacets,
  countConnectedAccounts,
  listConnectedAccounts,
} from '#lib/connected-accounts/queries.ts';
import { readPageRequest } from '#lib/paging.ts';
import { readConnectedAccountListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Connected accounts' };

const PATH: Route = '/connected-accounts';

export default async function ConnectedAccountsPage(props: PageProps<'/connected-accounts'>) {
  const ctx = await guardPage('connected_accounts.read');
  const raw = await props.searchParams;
  const { filter, params, notices } = readConnectedAccountListRequest(raw);
  const request = readPageRequest(
    { list: 'connected-accounts', filter },
    { cursor: readParam(raw, 'cursor'), size: params['size'] },
  );
  const [page, facets, count] = await orNotFound(() =>
    Promise.all([
      listConnectedAccounts(ctx, filter, request),
      countConnectedAccountFacets(ctx, filter),
      countConnectedAccounts(ctx, filter),
    ]),
  );
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  return (
    <div className="page wide">
      <PageHead
        title="Connected accounts"
        lead="Whose money lies at Stripe under this platform, and how firmly Sluice can hold it."
      />
      <ConnectedAccountFilters path={PATH} params={params} facets={facets} />
      <Notices texts={page.isCursorRefused ? [...notices, CURSOR_REFUSED] : notices} />
      {page.rows.length === 0 ? (
        <EmptyState
          title={filtersIn(params).length === 0 ? 'No connected account yet' : 'No connected account matches'}
          actions={
            filtersIn(params).length === 0 ? (
              <LinkButton href="/events">See the events</LinkButton>
            ) : (
              <DropFilters path={PATH} params={params} words={connectedAccountFilterWords} />
            )
          }
        >
          <p>
            {filtersIn(params).length === 0
              ? 'None has been read from Stripe. The worker reads them all when it starts.'
              : 'Search by a part of the name or by the beginning of the account’s id (acct_1…), or drop a filter.'}
          </p>
        </EmptyState>
      ) : (
        <>
          <ConnectedAccountTable rows={page.rows} />
          <Pager
            firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
            newerHref={hrefAt(page.previousCursor)}
            olderHref={hrefAt(page.nextCursor)}
            summary={`${String(page.rows.length)} of ${countOf(count, 'connected account', 'connected accounts')}`}
          />
        </>
      )}
      <ListKeys />
    </div>
  );
}
