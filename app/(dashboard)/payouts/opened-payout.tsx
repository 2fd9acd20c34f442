import type { Route } from 'next';
import { listHref, type ListParams } from '#components/data-table/list-href.ts';
import { PayoutPanel } from '#components/payouts/payout-panel.tsx';
import type { Page } from '#lib/paging.ts';
import type { PayoutDetail, PayoutRow } from '#lib/payouts/types.ts';

const PATH = '/payouts';

/** The panel with its way to the neighbours, over the edges of the page too. */
export function OpenedPayout({
  payout,
  page,
  params,
}: {
  payout: PayoutDetail;
  page: Page<PayoutRow>;
  params: ListParams;
}) {
  const at = page.rows.findIndex((row) => row.payoutId === payout.payoutId);
  const cursor = params['cursor'];
  const hrefOf = (row: PayoutRow | undefined): Route | null =>
    row === undefined ? null : listHref(PATH, params, { cursor, open: row.payoutId });
  const over = (to: string | null, open: 'first' | 'last'): Route | null =>
    to === null ? null : listHref(PATH, params, { cursor: to, open });
  return (
    <PayoutPanel
      payout={payout}
      position={at < 0 ? 'Not on this page' : `${String(at + 1)} of ${String(page.rows.length)} on this page`}
      previousHref={at > 0 ? hrefOf(page.rows[at - 1]) : over(page.previousCursor, 'last')}
      nextHref={
        at >= 0 && at < page.rows.length - 1 ? hrefOf(page.rows[at + 1]) : over(page.nextCursor, 'first')
      }
      closeHref={listHref(PATH, params, { cursor })}
    />
  );
}
