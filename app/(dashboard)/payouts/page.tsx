import type { Metadata, Route } from 'next';
import { Suspense } from 'react';
import { CURSOR_REFUSED, readParam } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { Chips } from '#components/data-table/chips.tsx';
import { ColumnMenu } from '#components/data-table/column-menu.tsx';
import { countOf } from '#components/data-table/count.ts';
import { FilterHelp } from '#components/data-table/filter-line.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { ListTotals } from '#components/data-table/list-totals.tsx';
import { NewerRows } from '#components/data-table/newer-rows.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { SelectionBar } from '#components/data-table/selection-bar.tsx';
import { EmptyPayouts } from '#components/payouts/empty-payouts.tsx';
import { PayoutFilters } from '#components/payouts/payout-filters.tsx';
import { PayoutTable } from '#components/payouts/payout-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { isoDay } from '#components/ui/format-instant.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { sumByCurrency } from '#lib/money/money.ts';
import type { PayoutTotals } from '#lib/payouts/types.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';
import { withCondition, withoutSpans } from '#lib/tables/filter-line.ts';
import { VIEW_PARAMS } from '#lib/tables/view-params.ts';
import { withDefaultView } from './default-view.ts';
import { loadOpened, loadPayouts, type Loaded, type LoadedPayouts } from './load-payouts.ts';
import { OpenedPayout } from './opened-payout.tsx';
import { readPayoutListRequest, type PayoutListRequest } from './search-params.ts';
import { Views } from './views.tsx';

export const metadata: Metadata = { title: 'Payouts' };

const PATH = '/payouts';

export default async function PayoutsPage(props: PageProps<'/payouts'>) {
  const ctx = await guardPage('payouts.read');
  const given = await props.searchParams;
  const { zone, density } = await readPreferences();
  const calendar = { zone, today: isoDay(ctx.now, zone) };
  const { raw, defaultName } = await withDefaultView(ctx, given);
  const view = readPayoutListRequest(raw, calendar);
  const cursor = readParam(raw, 'cursor');
  const loaded = view.problems.length > 0 ? null : await loadPayouts(ctx, view, cursor);
  const list = loaded?.list ?? null;
  const opened = await loadOpened(ctx, readParam(raw, 'open'), list?.page.rows ?? []);
  const { line, params } = view;
  const here = new URLSearchParams(Object.entries(params).filter(([name]) => VIEW_PARAMS.includes(name)));
  const hrefWith = (field: string, value: string | undefined): Route =>
    listHref(PATH, params, { q: withCondition(line, field, value) });
  const notices = [
    ...view.notices,
    ...(defaultName === null ? [] : [`This is “${defaultName}”, with which the list opens for your role.`]),
    ...(list?.page.isCursorRefused ? [CURSOR_REFUSED] : []),
  ];
  return (
    <div className={opened === null ? 'page wide' : 'page wide with-panel'}>
      <div className="list-side">
        <PageHead
          title="Payouts"
          lead="What Stripe pays out of each balance to its bank, as Stripe tells it."
          actions={list === null ? null : <CsvLink view={view} loaded={loaded} />}
        />
        <PayoutFilters
          path={PATH}
          params={params}
          facets={list?.facets ?? null}
          chosen={Object.fromEntries(line.conditions.map(({ field, value }) => [field, value]))}
          hrefWith={hrefWith}
          problems={view.problems}
          zone={zone}
        >
          <Suspense fallback={<span className="facet">Views</span>}>
            <Views ctx={ctx} calendar={calendar} here={here.toString()} />
          </Suspense>
          <ColumnMenu
            path={PATH}
            params={params}
            columns={PAYOUT_TABLE.columns}
            shown={view.columns}
            density={density}
          />
        </PayoutFilters>
        <Chips chips={chipsOf(view)} clearHref={listHref(PATH, params, { q: undefined })} />
        <Notices texts={notices} />
        <Body view={view} loaded={loaded} cursor={cursor} opened={opened?.payoutId} readAt={ctx.now} />
        <ListKeys />
      </div>
      {opened === null || list === null ? null : (
        <OpenedPayout
          payout={opened}
          page={list.page}
          params={{ ...params, ...(cursor ? { cursor } : {}) }}
        />
      )}
    </div>
  );
}

/** One chip for each part of the line; the two bounds of a range are one part. */
function chipsOf({ line, params }: PayoutListRequest): { text: string; href: Route }[] {
  const spans = [...line.conditions, ...line.words].map(({ from, to }) => ({ from, to }));
  const parts = new Map(spans.map((span) => [span.from, span]));
  return [...parts.values()]
    .sort((left, right) => left.from - right.from)
    .map((span) => ({
      text: line.text.slice(span.from, span.to),
      href: listHref(PATH, params, { q: withoutSpans(line.text, [span]) }),
    }));
}

function Body({
  view,
  loaded,
  cursor,
  opened,
  readAt,
}: {
  view: PayoutListRequest;
  loaded: LoadedPayouts | null;
  cursor: string | undefined;
  opened: string | undefined;
  readAt: Date;
}) {
  const { params, filter } = view;
  if (loaded === null) {
    return (
      <EmptyState
        title="This line is not understood"
        actions={<LinkButton href={PATH}>Show all payouts</LinkButton>}
      >
        <p>Nothing is shown until all of it is. This is how to search:</p>
        <FilterHelp fields={PAYOUT_TABLE.filters} />
      </EmptyState>
    );
  }
  if (loaded.list === null) {
    return (
      <EmptyState
        title="This would take too long"
        actions={<LinkButton href={PATH}>Show all payouts</LinkButton>}
      >
        <p>{loaded.refusal}</p>
      </EmptyState>
    );
  }
  const { list, order } = loaded;
  const { page, totals } = list;
  if (page.rows.length === 0) return <EmptyPayouts path={PATH} params={params} />;
  const hrefAt = (at: string | null) => (at === null ? null : listHref(PATH, params, { cursor: at }));
  const here = cursor === undefined || page.isCursorRefused ? {} : { cursor };
  return (
    <form>
      <Newer view={view} loaded={loaded} />
      <PayoutTable
        rows={page.rows}
        columns={PAYOUT_TABLE.columns}
        shown={view.columns}
        sort={order}
        hrefOfOrder={(to) =>
          filter.currency === undefined && (to === 'largest' || to === 'smallest')
            ? null
            : listHref(PATH, params, { sort: to })
        }
        panelHref={(payoutId) => listHref(PATH, params, { ...here, open: payoutId })}
        opened={opened}
      />
      <SelectionBar scope={`payouts?${params['q'] ?? ''}`} all={selectable(totals)} what="payouts" />
      <ListTotals
        page={sumByCurrency(page.rows.map((row) => row.amount))}
        all={totals.sums}
        count={totals.count}
        what="payouts"
      />
      <Pager
        firstHref={loaded.request.cursor === null ? null : listHref(PATH, params, {})}
        newerHref={hrefAt(page.previousCursor)}
        olderHref={hrefAt(page.nextCursor)}
        summary={
          <>
            {String(page.rows.length)} of {countOf(totals.count, 'payout', 'payouts')}, as of{' '}
            <Time at={readAt} seconds />
          </>
        }
      />
    </form>
  );
}

/** Only the first page of the newest has rows that could come above it. */
function Newer({ view, loaded }: { view: PayoutListRequest; loaded: Loaded }) {
  const newest = loaded.list.page.rows[0];
  if (newest === undefined || loaded.order !== 'newest' || loaded.request.cursor !== null) return null;
  const asked = new URLSearchParams({
    q: view.line.text,
    at: newest.occurredAt.toISOString(),
    id: newest.payoutId,
  });
  return <NewerRows askHref={`${PATH}/newer?${asked.toString()}`} href={listHref(PATH, view.params, {})} />;
}

function selectable(totals: PayoutTotals) {
  if (totals.sums === null) return null;
  return {
    count: totals.count.count,
    sums: totals.sums.map(({ amount, currency }) => ({ amount: amount.toString(), currency })),
  };
}

/** The same address, as a file. */
function CsvLink({ view, loaded }: { view: PayoutListRequest; loaded: LoadedPayouts | null }) {
  if (loaded?.list == null) return null;
  const query = new URLSearchParams({ ...view.params, sort: loaded.order, cols: view.columns.join(',') });
  query.delete('size');
  return (
    <a className="btn btn-plain" href={`/api/exports/payouts.csv?${query.toString()}`} download>
      CSV
    </a>
  );
}
