import type { TableDefinition } from '../tables/types.ts';
import {
  PAYOUT_METHODS,
  PAYOUT_ORDERS,
  PAYOUT_STATUSES,
  type PayoutColumn,
  type PayoutSort,
} from './types.ts';

/**
 * The list of payouts. `status`, `currency`, `method`, `schedule` and `account` are equalities at the head of an index;
 * `created`, `amount` and `arrives` are ranges at its tail. Which of them can stand together: payout-route.ts.
 */
export const PAYOUT_TABLE: TableDefinition<PayoutColumn, PayoutSort> = {
  list: 'payouts',
  columns: [
    { id: 'account', header: 'Connected account', kind: 'text', isHideable: false, isShownAtFirst: true },
    {
      id: 'amount',
      header: 'Amount',
      kind: 'money',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['largest', 'smallest'],
    },
    { id: 'status', header: 'Status', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'destination', header: 'Destination', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'method', header: 'Method', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'schedule', header: 'Schedule', kind: 'text', isHideable: true, isShownAtFirst: true },
    {
      id: 'arrives',
      header: 'Arrives',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: false,
      orders: ['latest', 'earliest'],
    },
    {
      id: 'created',
      header: 'Created',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'country', header: 'Country', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'payout', header: 'Payout', kind: 'id', isHideable: true, isShownAtFirst: true },
  ],
  filters: [
    { name: 'status', kind: 'choice', values: PAYOUT_STATUSES, example: 'failed' },
    { name: 'currency', kind: 'currency', example: 'eur' },
    { name: 'amount', kind: 'money', example: '>500' },
    {
      name: 'account',
      kind: 'id',
      pattern: /^(?:acct_\w+|platform)$/,
      what: 'connected account such as acct_…',
      example: 'acct_…',
    },
    { name: 'method', kind: 'choice', values: PAYOUT_METHODS, example: 'instant' },
    { name: 'schedule', kind: 'choice', values: ['automatic', 'manual'], example: 'manual' },
    { name: 'created', kind: 'day', example: '>2026-10-01' },
    { name: 'arrives', kind: 'day', example: '2026-11-24' },
  ],
  words: { example: 'po_… 1,284.00 kovács', meaning: 'an id, an amount, or words of a name' },
  orders: PAYOUT_ORDERS,
  defaultOrder: 'newest',
};
