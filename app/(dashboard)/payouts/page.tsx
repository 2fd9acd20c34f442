import type { Metadata } from 'next';
import { CURSOR_REFUSED, readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { countOf } from '#components/data-table/count.ts';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { ListTotals } from '#components/data-table/list-totals.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { EmptyPayouts } from '#components/payouts/empty-payouts.tsx';
import { PayoutFilters } from '#components/payouts/payout-filters.tsx';
import { PayoutTable } from '#components/payouts/payout-table.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { sumByCurrency } from '#lib/money/money.ts';
import { readPageRequest } from '#lib/paging.ts';
import { countPayoutFacets, listPayouts, totalPayouts } from '#lib/payouts/queries.ts';
import { readPayoutListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Payouts' };

const PATH = '/payouts';

export default async function PayoutsPage(props: PageProps<'/payouts'>) {
  const ctx = await guardPage('payouts.read');
  const raw = await props.searchParams;
  const { zone } = await readPreferences();
  const { filter, sort, params, notices } = readPayoutListRequest(raw, zone);
  const request = readPageRequest(
    { list: 'payouts', filter: { ...filter, sort } },
    { cursor: readParam(raw, 'cursor'), size: params['size'] },
  );
  const [page, facets, totals] = await orNotFound(() =>
    Promise.all([
      listPayouts(ctx, filter, sort, request),
      countPayoutFacets(ctx, filter),
      totalPayouts(ctx, filter),
    ]),
  );
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  return (
    <div className="page wide">
      <PageHead
        title="Payouts"
        lead="What Stripe pays out of each balance to its bank, as Stripe tells it."
      />
      <PayoutFilters path={PATH} params={params} facets={facets} zone={zone} />
      <Notices texts={page.isCursorRefused ? [...notices, CURSOR_REFUSED] : notices} />
      {page.rows.length === 0 ? (
        <EmptyPayouts path={PATH} params={params} />
      ) : (
        <>
          <PayoutTable
            rows={page.rows}
            sort={sort}
            newestHref={listHref(PATH, params, { sort: undefined })}
            amountHref={filter.currency === undefined ? null : listHref(PATH, params, { sort: 'amount' })}
          />
          <ListTotals
            page={sumByCurrency(page.rows.map((row) => row.amount))}
            all={totals.sums}
            count={totals.count}
            what="payouts"
          />
          <Pager
            firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
            newerHref={hrefAt(page.previousCursor)}
            olderHref={hrefAt(page.nextCursor)}
            summary={`${String(page.rows.length)} of ${countOf(totals.count, 'payout', 'payouts')}`}
          />
        </>
      )}
      <ListKeys />
    </div>
  );
}
