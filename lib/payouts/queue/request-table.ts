import type { TableDefinition } from '../../tables/types.ts';
import { PAYOUT_METHODS } from '../types.ts';
import {
  REQUEST_ORDERS,
  REQUEST_ORIGINS,
  REQUEST_ROUTES,
  REQUEST_STATES,
  type PayoutRequestColumn,
  type PayoutRequestSort,
} from './request-types.ts';

/** The list of payout requests. Few wait at a time, so what waits can be put in any order; see request-search.ts. */
export const REQUEST_TABLE: TableDefinition<PayoutRequestColumn, PayoutRequestSort> = {
  list: 'payout_requests',
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
    {
      id: 'priority',
      header: 'Priority',
      kind: 'text',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['priority', 'priority'],
    },
    { id: 'state', header: 'State', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'approvals', header: 'Approvals', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'why', header: 'Why people decide', kind: 'text', isHideable: true, isShownAtFirst: true },
    {
      id: 'asked',
      header: 'Asked for',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'reviewer', header: 'Open by', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'destination', header: 'Destination', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'origin', header: 'Asked by', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'route', header: 'Way', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'method', header: 'Method', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'leaves', header: 'Leaves after', kind: 'time', isHideable: true, isShownAtFirst: false },
    { id: 'country', header: 'Country', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'request', header: 'Request', kind: 'id', isHideable: true, isShownAtFirst: false },
  ],
  filters: [
    { name: 'state', kind: 'choice', values: REQUEST_STATES, example: 'in_review' },
    { name: 'currency', kind: 'currency', example: 'eur' },
    { name: 'amount', kind: 'money', example: '>500' },
    { name: 'origin', kind: 'choice', values: REQUEST_ORIGINS, example: 'cadence' },
    { name: 'route', kind: 'choice', values: REQUEST_ROUTES, example: 'people' },
    { name: 'hold', kind: 'choice', values: ['open', 'none'], example: 'open' },
    { name: 'for', kind: 'choice', values: ['me'], example: 'me' },
    { name: 'method', kind: 'choice', values: PAYOUT_METHODS, example: 'instant' },
    {
      name: 'account',
      kind: 'id',
      pattern: /^acct_\w+$/,
      what: 'connected account such as acct_…',
      example: 'acct_…',
    },
    { name: 'asked', kind: 'day', example: '>2026-10-01' },
  ],
  words: { example: 'prq_… kovács', meaning: 'an id, or words of a name' },
  orders: REQUEST_ORDERS,
  defaultOrder: 'newest',
};
