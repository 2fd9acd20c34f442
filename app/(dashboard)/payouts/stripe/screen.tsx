import { PAYOUT_CELLS } from '#components/payouts/payout-cells.tsx';
import { payoutFacets } from '#components/payouts/payout-facets.ts';
import { PayoutPanel } from '#components/payouts/payout-panel.tsx';
import { getPayout } from '#lib/payouts/detail-queries.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';
import { countNewerPayouts, readPayoutList, readPayouts, totalPayouts } from '#lib/payouts/queries.ts';
import type { PayoutColumn, PayoutFilter, PayoutRow, PayoutSort } from '#lib/payouts/types.ts';
import type { ListScreen } from '../../_lists/list-screen.ts';
import { readPayoutListRequest } from './search-params.ts';

export const PAYOUT_SCREEN: ListScreen<PayoutRow, PayoutColumn, PayoutSort, PayoutFilter> = {
  list: 'payouts',
  path: '/payouts/stripe',
  title: 'Payouts at Stripe',
  lead: 'What Stripe pays out of each balance to its bank, as Stripe tells it.',
  one: 'payout',
  many: 'payouts',
  filterLabel: 'Filter payouts',
  placeholder: 'status:failed, an id or a name',
  table: PAYOUT_TABLE,
  cells: PAYOUT_CELLS,
  rowId: (row) => row.payoutId,
  rowTime: (row) => row.occurredAt,
  rowSum: (row) => row.amount,
  readRequest: readPayoutListRequest,
  read: async (ctx, filter, order, request) => {
    const { page, facets, totals } = await readPayoutList(ctx, filter, order, request);
    return { page, facets: payoutFacets(facets), ...totals };
  },
  count: async (ctx, filter) => (await totalPayouts(ctx, filter)).count,
  countNewer: (ctx, filter, { key, id }) => countNewerPayouts(ctx, filter, { sortKey: key, payoutId: id }),
  readRows: readPayouts,
  otherOrder: (filter) => {
    if ((filter.amountFrom ?? filter.amountTo) !== undefined) return 'largest';
    return (filter.arrivesFrom ?? filter.arrivesTo) === undefined ? null : 'earliest';
  },
  canOrder: (filter, order) => filter.currency !== undefined || (order !== 'largest' && order !== 'smallest'),
  panel: async (ctx, id, steps) => <PayoutPanel payout={await getPayout(ctx, id)} steps={steps} />,
  nothing: {
    title: 'No payout yet',
    text: 'Stripe has not told us about any. The first one appears here within seconds of its event.',
    href: '/events',
    link: 'See the events',
  },
};
