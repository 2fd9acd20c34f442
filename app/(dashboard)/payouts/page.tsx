import type { Metadata, Route } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { Chips } from '#components/data-table/chips.tsx';
import { ColumnMenu } from '#components/data-table/column-menu.tsx';
import { countOf } from '#components/data-table/count.ts';
import { CsvLink } from '#components/data-table/csv-link.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { NotUnderstood, Refused } from '#components/data-table/list-states.tsx';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { ListTotals } from '#components/data-table/list-totals.tsx';
import { NewerRows } from '#components/data-table/newer-rows.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { panelSteps } from '#components/data-table/panel-steps.ts';
import { SelectionBar } from '#components/data-table/selection-bar.tsx';
import { EmptyPayouts } from '#components/payouts/empty-payouts.tsx';
import { PayoutFilters } from '#components/payouts/payout-filters.tsx';
import { PayoutPanel } from '#components/payouts/payout-panel.tsx';
import { PayoutTable } from '#components/payouts/payout-table.tsx';
import { isoDay } from '#components/ui/format-instant.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Time } from '#components/ui/time.tsx';
import { sumByCurrency } from '#lib/money/money.ts';
import type { PayoutTotals } from '#lib/payouts/types.ts';
import { totalPayouts } from '#lib/payouts/queries.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';
import { withCondition } from '#lib/tables/filter-line.ts';
import { withDefaultView } from '../_lists/default-view.ts';
import { chipsOf } from '../_lists/line-chips.ts';
import { listNotices } from '../_lists/list-notices.ts';
import { Views } from '../_lists/views.tsx';
import { loadOpened, loadPayouts, type Loaded, type LoadedPayouts } from './load-payouts.ts';
import { readPayoutListRequest, type PayoutListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Payouts' };

const PATH = '/payouts';

export default async function PayoutsPage(props: PageProps<'/payouts'>) {
  const ctx = await guardPage('payouts.read');
  const given = await props.searchParams;
  const { zone, density } = await readPreferences();
  const calendar = { zone, today: isoDay(ctx.now, zone) };
  const { raw, defaultName } = await withDefaultView(ctx, 'payouts', given);
  const view = readPayoutListRequest(raw, calendar);
  const cursor = readParam(raw, 'cursor');
  const loaded = view.problems.length > 0 ? null : await loadPayouts(ctx, view, cursor);
  const list = loaded?.list ?? null;
  const opened = await loadOpened(ctx, readParam(raw, 'open'), list?.page.rows ?? []);
  const { line, params } = view;
  const hrefWith = (field: string, value: string | undefined): Route =>
    listHref(PATH, params, { q: withCondition(line, field, value) });
  return (
    <div className={opened === null ? 'page wide' : 'page wide with-panel'}>
      <div className="list-side">
        <PageHead
          title="Payouts"
          lead="What Stripe pays out of each balance to its bank, as Stripe tells it."
          actions={
            loaded?.list == null ? null : (
              <CsvLink
                href="/api/exports/payouts.csv"
                params={params}
                order={loaded.order}
                columns={view.columns}
              />
            )
          }
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
          <Views
            ctx={ctx}
            list="payouts"
            path={PATH}
            params={params}
            countOf={async (saved) => {
              const asked = readPayoutListRequest(saved, calendar);
              return asked.problems.length > 0 ? null : (await totalPayouts(ctx, asked.filter)).count;
            }}
          />
          <ColumnMenu
            path={PATH}
            params={params}
            columns={PAYOUT_TABLE.columns}
            shown={view.columns}
            density={density}
          />
        </PayoutFilters>
        <Chips chips={chipsOf(PATH, params, line)} clearHref={listHref(PATH, params, { q: undefined })} />
        <Notices texts={listNotices(view.notices, defaultName, list?.page.isCursorRefused)} />
        <Body view={view} loaded={loaded} cursor={cursor} opened={opened?.payoutId} readAt={ctx.now} />
        <ListKeys />
      </div>
      {opened === null || list === null ? null : (
        <PayoutPanel
          payout={opened}
          steps={panelSteps(
            PATH,
            { ...params, ...(cursor ? { cursor } : {}) },
            list.page.rows.map((row) => row.payoutId),
            opened.payoutId,
            list.page,
          )}
        />
      )}
    </div>
  );
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
  if (loaded === null) return <NotUnderstood path={PATH} table={PAYOUT_TABLE} what="payouts" />;
  if (loaded.list === null) return <Refused path={PATH} refusal={loaded.refusal} what="payouts" />;
  const { list, order } = loaded;
  const { page, totals } = list;
  if (page.rows.length === 0) return <EmptyPayouts path={PATH} params={params} table={PAYOUT_TABLE} />;
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
