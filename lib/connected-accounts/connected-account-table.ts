import type { TableDefinition } from '../tables/types.ts';
import {
  CONNECTED_ACCOUNT_ORDERS,
  LOCK_STRENGTHS,
  REQUIREMENT_STATES,
  type ConnectedAccountColumn,
  type ConnectedAccountSort,
} from './types.ts';

/**
 * The list of connected accounts. Every filter is a column of the indexes `connected_accounts_list` and
 * `connected_accounts_list_by_name`, so that the worst one reads a narrow index once from end to end; words go through the index of names.
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
    { id: 'requirements', header: 'Requirements', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'payouts', header: 'Payouts', kind: 'status', isHideable: true, isShownAtFirst: true },
    { id: 'charges', header: 'Charges', kind: 'status', isHideable: true, isShownAtFirst: false },
    { id: 'country', header: 'Country', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'currency', header: 'Currency', kind: 'text', isHideable: true, isShownAtFirst: true },
    {
      id: 'created',
      header: 'Created',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'read', header: 'Last read', kind: 'time', isHideable: true, isShownAtFirst: false },
    { id: 'account', header: 'Id', kind: 'id', isHideable: true, isShownAtFirst: true },
  ],
  filters: [
    { name: 'lock', kind: 'choice', values: LOCK_STRENGTHS, example: 'automatic' },
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
