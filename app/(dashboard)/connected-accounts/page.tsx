import type { Metadata, Route } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { ConnectedAccountFilters } from '#components/connected-accounts/connected-account-filters.tsx';
import { ConnectedAccountPanel } from '#components/connected-accounts/connected-account-panel.tsx';
import { ConnectedAccountTable } from '#components/connected-accounts/connected-account-table.tsx';
import { Chips } from '#components/data-table/chips.tsx';
import { ColumnMenu } from '#components/data-table/column-menu.tsx';
import { countOf } from '#components/data-table/count.ts';
import { CsvLink } from '#components/data-table/csv-link.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { NoneMatches, NotUnderstood, Refused } from '#components/data-table/list-states.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { panelSteps } from '#components/data-table/panel-steps.ts';
import { SelectionBar } from '#components/data-table/selection-bar.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { isoDay } from '#components/ui/format-instant.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { CONNECTED_ACCOUNT_TABLE } from '#lib/connected-accounts/connected-account-table.ts';
import { getConnectedAccount } from '#lib/connected-accounts/detail-queries.ts';
import { countConnectedAccounts, readConnectedAccountList } from '#lib/connected-accounts/queries.ts';
import type { ConnectedAccountList } from '#lib/connected-accounts/types.ts';
import { readPageRequest } from '#lib/paging.ts';
import { withCondition } from '#lib/tables/filter-line.ts';
import { withDefaultView } from '../_lists/default-view.ts';
import { chipsOf } from '../_lists/line-chips.ts';
import { listNotices } from '../_lists/list-notices.ts';
import { openedId } from '../_lists/opened-id.ts';
import { orRefusal, type ListRefusal } from '../_lists/or-refusal.ts';
import { Views } from '../_lists/views.tsx';
import { readConnectedAccountListRequest, type ConnectedAccountListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Connected accounts' };

const PATH: Route = '/connected-accounts';

type Loaded = { readonly list: ConnectedAccountList } | ListRefusal | null;

export default async function ConnectedAccountsPage(props: PageProps<'/connected-accounts'>) {
  const ctx = await guardPage('connected_accounts.read');
  const given = await props.searchParams;
  const { zone, density } = await readPreferences();
  const calendar = { zone, today: isoDay(ctx.now, zone) };
  const { raw, defaultName } = await withDefaultView(ctx, 'connected-accounts', given);
  const view = readConnectedAccountListRequest(raw, calendar);
  const { line, params, filter, order } = view;
  const cursor = readParam(raw, 'cursor');
  const request = readPageRequest(
    { list: 'connected-accounts', filter: { ...filter, sort: order } },
    { cursor, size: params['size'] },
  );
  const loaded: Loaded =
    view.problems.length > 0
      ? null
      : await orRefusal(() => readConnectedAccountList(ctx, filter, order, request));
  const list = loaded?.list ?? null;
  const ids = list?.page.rows.map((row) => row.connectedAccountId) ?? [];
  const open = openedId(readParam(raw, 'open'), ids);
  const opened = open === undefined ? null : await orNotFound(() => getConnectedAccount(ctx, open));
  const page = { ...params, ...(cursor === undefined || request.isCursorRefused ? {} : { cursor }) };
  return (
    <div className={opened === null ? 'page wide' : 'page wide with-panel'}>
      <div className="list-side">
        <PageHead
          title="Connected accounts"
          lead="Whose money lies at Stripe under this platform, and how firmly Sluice can hold it."
          actions={
            list === null ? null : (
              <CsvLink
                href="/api/exports/connected-accounts.csv"
                params={params}
                order={order}
                columns={view.columns}
              />
            )
          }
        />
        <ConnectedAccountFilters
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
            list="connected-accounts"
            path={PATH}
            params={params}
            countOf={async (saved) => {
              const asked = readConnectedAccountListRequest(saved, calendar);
              return asked.problems.length > 0 ? null : countConnectedAccounts(ctx, asked.filter);
            }}
          />
          <ColumnMenu
            path={PATH}
            params={params}
            columns={CONNECTED_ACCOUNT_TABLE.columns}
            shown={view.columns}
            density={density}
          />
        </ConnectedAccountFilters>
        <Chips chips={chipsOf(PATH, params, line)} clearHref={listHref(PATH, params, { q: undefined })} />
        <Notices texts={listNotices(view.notices, defaultName, list?.page.isCursorRefused)} />
        <Body view={view} loaded={loaded} page={page} opened={open} readAt={ctx.now} />
        <ListKeys />
      </div>
      {opened === null || list === null ? null : (
        <ConnectedAccountPanel
          account={opened}
          steps={panelSteps(PATH, page, ids, opened.connectedAccountId, list.page)}
        />
      )}
    </div>
  );
}

function Body({
  view,
  loaded,
  page: params,
  opened,
  readAt,
}: {
  view: ConnectedAccountListRequest;
  loaded: Loaded;
  /** The address with the cursor of its page. */
  page: Readonly<Record<string, string>>;
  opened: string | undefined;
  readAt: Date;
}) {
  if (loaded === null)
    return <NotUnderstood path={PATH} table={CONNECTED_ACCOUNT_TABLE} what="connected accounts" />;
  if (loaded.list === null) return <Refused path={PATH} refusal={loaded.refusal} what="connected accounts" />;
  const { page, count } = loaded.list;
  if (page.rows.length === 0) return <Empty params={view.params} />;
  const hrefAt = (cursor: string | null) =>
    cursor === null ? null : listHref(PATH, view.params, { cursor });
  return (
    <form>
      <ConnectedAccountTable
        rows={page.rows}
        columns={CONNECTED_ACCOUNT_TABLE.columns}
        shown={view.columns}
        sort={view.order}
        hrefOfOrder={(sort) => listHref(PATH, view.params, { sort })}
        panelHref={(open) => listHref(PATH, params, { cursor: params['cursor'], open })}
        opened={opened}
      />
      <SelectionBar
        scope={`connected-accounts?${params['q'] ?? ''}`}
        all={{ count: count.count, sums: [] }}
        what="connected accounts"
      />
      <Pager
        firstHref={params['cursor'] === undefined ? null : listHref(PATH, view.params, {})}
        newerHref={hrefAt(page.previousCursor)}
        olderHref={hrefAt(page.nextCursor)}
        summary={
          <>
            {String(page.rows.length)} of {countOf(count, 'connected account', 'connected accounts')}, as of{' '}
            <Time at={readAt} seconds />
          </>
        }
      />
    </form>
  );
}

function Empty({ params }: { params: Readonly<Record<string, string>> }) {
  if (params['q'] !== undefined)
    return (
      <NoneMatches path={PATH} params={params} table={CONNECTED_ACCOUNT_TABLE} what="connected account" />
    );
  return (
    <EmptyState
      title="No connected account yet"
      actions={<LinkButton href="/events">See the events</LinkButton>}
    >
      <p>None has been read from Stripe. The worker reads them all when it starts.</p>
    </EmptyState>
  );
}
