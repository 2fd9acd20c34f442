import { readPageRequest } from '#lib/paging.ts';
import { countPayoutFacets, readPayoutList } from '#lib/payouts/queries.ts';
import type { PayoutFilter, PayoutSort } from '#lib/payouts/types.ts';
import { viewer, type MeasuredList } from './measure.ts';

/** Every kind of filter and order that the list offers, common and rare values, wide and narrow ranges. */
const VIEWS: Record<string, [PayoutFilter, PayoutSort]> = {
  first: [{}, 'newest'],
  'earliest arrival': [{}, 'earliest'],
  'status:failed': [{ status: 'failed' }, 'newest'],
  'status:pending, earliest arrival': [{ status: 'pending' }, 'earliest'],
  'method:instant': [{ method: 'instant' }, 'oldest'],
  'currency:eur, largest': [{ currency: 'eur' }, 'largest'],
  'four choices': [{ currency: 'eur', status: 'failed', method: 'instant', isAutomatic: false }, 'newest'],
  'currency:eur amount:>599': [{ currency: 'eur', amountFrom: '59900' }, 'newest'],
  'currency:eur amount:>300, largest': [{ currency: 'eur', amountFrom: '30000' }, 'largest'],
  'created: a day': [
    { createdFrom: '2026-10-01T22:00:00Z', createdBefore: '2026-10-02T22:00:00Z' },
    'newest',
  ],
  'created: 19 months': [
    { createdFrom: '2025-03-01T22:00:00Z', createdBefore: '2026-10-11T22:00:00Z' },
    'newest',
  ],
  'account with 368,000': [{ connectedAccountId: 'acct_1' }, 'newest'],
  'account with 368,000, failed': [{ connectedAccountId: 'acct_1', status: 'failed' }, 'newest'],
  'account with 500, largest': [{ connectedAccountId: 'acct_9000', currency: 'usd' }, 'largest'],
  'arrives: three weeks': [{ arrivesFrom: '2026-11-01', arrivesTo: '2026-11-22' }, 'earliest'],
  'words of a name': [{ words: ['seller', '9000'] }, 'newest'],
  'an amount in any currency': [{ typedAmount: '123.45' }, 'newest'],
  'the beginning of an id': [{ idPrefix: 'po_1abcd' }, 'newest'],
};

/** What no index leads to in time must be refused, not answered late. */
const REFUSED: Record<string, [PayoutFilter, PayoutSort]> = {
  'currency:eur amount:>300, newest': [{ currency: 'eur', amountFrom: '30000' }, 'newest'],
  'a large account, largest': [{ connectedAccountId: 'acct_1', currency: 'usd' }, 'largest'],
  po_1: [{ idPrefix: 'po_1' }, 'newest'],
};

function readView(filter: PayoutFilter, sort: PayoutSort, cursor?: string): Promise<unknown> {
  const request = readPageRequest({ list: 'payouts', filter: { ...filter, sort } }, { cursor });
  return readPayoutList(viewer, filter, sort, request);
}

export const PAYOUT_LIST: MeasuredList = {
  table: 'payouts',
  at: 'occurred_at',
  id: 'payout_id',
  works: {
    ...Object.fromEntries(Object.entries(VIEWS).map(([name, view]) => [name, () => readView(...view)])),
    'facets alone': () => countPayoutFacets(viewer, {}),
  },
  hopeless: Object.fromEntries(
    Object.entries(REFUSED).map(([name, view]) => [name, () => readView(...view)]),
  ),
  deep: (cursor) => readView({}, 'newest', cursor),
  scope: { list: 'payouts', filter: { sort: 'newest' } },
};
