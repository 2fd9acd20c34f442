import type { TableDefinition } from '../tables/types.ts';
import {
  ARRIVALS,
  STRIPE_EVENT_ORDERS,
  STRIPE_EVENT_STATES,
  type StripeEventColumn,
  type StripeEventSort,
} from './types.ts';

/**
 * The inbox as a list. `type`, `state` and `arrived_by` are equalities at the head of the index by kind, `account` at that
 * of another; an object leads to few events, and `created` is a range at the tail of each. See lib/tables/indexed-search.ts.
 */
export const EVENT_TABLE: TableDefinition<StripeEventColumn, StripeEventSort> = {
  list: 'events',
  columns: [
    { id: 'type', header: 'Event', kind: 'text', isHideable: false, isShownAtFirst: true },
    { id: 'state', header: 'State', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'account', header: 'Connected account', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'object', header: 'Object', kind: 'id', isHideable: true, isShownAtFirst: true },
    {
      id: 'created',
      header: 'Created at Stripe',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'arrival', header: 'Arrived by', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'received', header: 'Arrived', kind: 'time', isHideable: true, isShownAtFirst: false },
    { id: 'processed', header: 'Processed after', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'attempts', header: 'Attempts', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'event', header: 'Id', kind: 'id', isHideable: true, isShownAtFirst: false },
  ],
  filters: [
    {
      name: 'type',
      kind: 'id',
      pattern: /^[a-z0-9_]+(?:\.[a-z0-9_[\]]+)+$/,
      what: 'event type such as payout.failed',
      example: 'payout.failed',
    },
    { name: 'state', kind: 'choice', values: STRIPE_EVENT_STATES, example: 'failed' },
    {
      name: 'account',
      kind: 'id',
      pattern: /^(?:acct_\w+|platform)$/,
      what: 'connected account such as acct_…',
      example: 'acct_…',
    },
    {
      name: 'object',
      kind: 'id',
      pattern: /^[a-z]+_\w+$/,
      what: 'id of what the event is about, such as po_…',
      example: 'po_…',
    },
    { name: 'arrived_by', kind: 'choice', values: ARRIVALS, example: 'backfill' },
    { name: 'created', kind: 'day', example: '>2026-10-01' },
  ],
  words: { example: 'evt_… po_… payout.failed kovács', meaning: 'an id, a type, or words of a name' },
  orders: STRIPE_EVENT_ORDERS,
  defaultOrder: 'newest',
};
