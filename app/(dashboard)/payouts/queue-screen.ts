import { DECISION_KEYS } from '#components/payouts/decision-keys.ts';
import { REQUEST_CELLS } from '#components/payouts/request-cells.tsx';
import { requestFacets } from '#components/payouts/request-facets.ts';
import {
  countNewerPayoutRequests,
  countPayoutRequests,
  readPayoutRequestList,
  readPayoutRequests,
} from '#lib/payouts/queue/queries.ts';
import { REQUEST_TABLE } from '#lib/payouts/queue/request-table.ts';
import type {
  PayoutRequestColumn,
  PayoutRequestFilter,
  PayoutRequestRow,
  PayoutRequestSort,
} from '#lib/payouts/queue/request-types.ts';
import type { ListScreen } from '../_lists/list-screen.ts';
import { requestPanel } from './request-panel.tsx';
import { readPayoutRequestListRequest } from './queue-params.ts';

export const QUEUE_SCREEN: ListScreen<
  PayoutRequestRow,
  PayoutRequestColumn,
  PayoutRequestSort,
  PayoutRequestFilter
> = {
  list: 'payout_requests',
  path: '/payouts',
  title: 'Payouts',
  lead: 'What waits for people, and all that was asked for. Priority: money + risk + hours waited.',
  one: 'payout request',
  many: 'payout requests',
  filterLabel: 'Filter payout requests',
  placeholder: 'amount:>500, prq_… or a name',
  table: REQUEST_TABLE,
  cells: REQUEST_CELLS,
  className: 'request-list',
  usual: { q: 'state:in_review', sort: 'priority' },
  isQueue: true,
  acts: DECISION_KEYS,
  together: { letter: 'a', does: 'approve all selected with one code or passkey' },
  bulk: {
    permission: 'payouts.approve',
    address: '/bulk-decisions/open',
    buttons: [
      { decision: 'approve', label: 'Approve', kind: 'primary', letter: 'a' },
      { decision: 'reject', label: 'Reject', kind: 'danger-plain', letter: 'r' },
    ],
  },
  rowId: (row) => row.payoutRequestId,
  rowTime: (row) => row.askedAt,
  rowSum: (row) => row.amount,
  readRequest: readPayoutRequestListRequest,
  read: async (ctx, filter, order, request) => {
    const { page, facets, totals } = await readPayoutRequestList(ctx, filter, order, request);
    return { page, facets: requestFacets(facets), ...totals };
  },
  count: countPayoutRequests,
  countNewer: countNewerPayoutRequests,
  readRows: readPayoutRequests,
  otherOrder: () => 'newest',
  canOrder: (filter, order) => filter.currency !== undefined || (order !== 'largest' && order !== 'smallest'),
  panel: requestPanel,
  nothing: {
    title: 'No payout was asked for yet',
    text: 'Enrol a connected account and ask for a payout on its page, or give it a cadence.',
    href: '/connected-accounts',
    link: 'See the connected accounts',
  },
};
