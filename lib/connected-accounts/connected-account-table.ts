import type { TableDefinition } from '../tables/types.ts';
import {
  CONNECTED_ACCOUNT_ORDERS,
  LIFECYCLES,
  LOCK_STRENGTHS,
  REQUIREMENT_STATES,
  type ConnectedAccountColumn,
  type ConnectedAccountSort,
} from './types.ts';

/**
 * The list of connected accounts. Every filter is a column of the indexes `connected_accounts_list` and its
 * siblings by name and by deadline, so that the worst one reads a narrow index once from end to end; words go through the index of names.
 */
export const CONNECTED_ACCOUNT_TABLE: TableDefinition<ConnectedAccountColumn, ConnectedAccountSort> = {
  list: 'connected-accounts',
  columns: [
    {
      id: 'name',
      header: 'Connected account',
      kind: 'text',
      isHideable: false,
      isShownAtFirst: true,
      orders: ['a-z', 'z-a'],
      isFirstAscending: true,
    },
    { id: 'lock', header: 'Lock', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'lifecycle', header: 'Standing', kind: 'status', isHideable: true, isShownAtFirst: true },
    {
      id: 'restricts',
      header: 'Restricted on',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['soonest', 'latest'],
      isFirstAscending: true,
    },
    { id: 'next', header: 'Next step', kind: 'text', isHideable: true, isShownAtFirst: true },
    {
      id: 'information',
      header: 'Asked of the owner',
      kind: 'status',
      isHideable: true,
      isShownAtFirst: false,
    },
    { id: 'requirements', header: 'Requirements', kind: 'status', isHideable: true, isShownAtFirst: false },
    { id: 'payouts', header: 'Payouts', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'charges', header: 'Charges', kind: 'status', isHideable: true, isShownAtFirst: false },
    { id: 'country', header: 'Country', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'currency', header: 'Currency', kind: 'text', isHideable: true, isShownAtFirst: false },
    {
      id: 'created',
      header: 'Created',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'read', header: 'Last read', kind: 'time', isHideable: true, isShownAtFirst: false },
    { id: 'account', header: 'Id', kind: 'id', isHideable: true, isShownAtFirst: false },
  ],
  filters: [
    { name: 'lock', kind: 'choice', values: LOCK_STRENGTHS, example: 'automatic' },
    { name: 'lifecycle', kind: 'choice', values: LIFECYCLES, example: 'restricted_soon' },
    { name: 'requirements', kind: 'choice', values: REQUIREMENT_STATES, example: 'past_due' },
    { name: 'payouts', kind: 'choice', values: ['on', 'off'], example: 'off' },
    { name: 'country', kind: 'country', example: 'de' },
    { name: 'currency', kind: 'currency', example: 'eur' },
    { name: 'created', kind: 'day', example: '>2026-10-01' },
  ],
  words: { example: 'acct_1… kovács', meaning: 'the beginning of an id, or of words of a name' },
  orders: CONNECTED_ACCOUNT_ORDERS,
  defaultOrder: 'newest',
};
