import type { TableDefinition } from '../tables/types.ts';
import {
  JOURNAL_ENTRY_KINDS,
  JOURNAL_ENTRY_ORDERS,
  type JournalEntryColumn,
  type JournalEntrySort,
} from './types.ts';

/**
 * The journal as a list. `currency` and `kind` are equalities at the head of the index by kind, `book` at that of another;
 * a source leads to few entries, and `effective` is a range at the tail of each. An amount is looked for among at most
 * ten thousand entries that the other filters leave. See lib/tables/indexed-search.ts.
 */
export const JOURNAL_ENTRY_TABLE: TableDefinition<JournalEntryColumn, JournalEntrySort> = {
  list: 'journal-entries',
  columns: [
    { id: 'entry', header: 'Entry', kind: 'text', isHideable: false, isShownAtFirst: true },
    { id: 'turnover', header: 'Turnover', kind: 'money', isHideable: true, isShownAtFirst: true },
    { id: 'book', header: 'Book', kind: 'text', isHideable: true, isShownAtFirst: true },
    { id: 'source', header: 'Source', kind: 'id', isHideable: true, isShownAtFirst: true },
    {
      id: 'effective',
      header: 'Effective',
      kind: 'time',
      isHideable: true,
      isShownAtFirst: true,
      orders: ['newest', 'oldest'],
    },
    { id: 'posted', header: 'Booked', kind: 'time', isHideable: true, isShownAtFirst: false },
    { id: 'debits', header: 'Debits', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'credits', header: 'Credits', kind: 'text', isHideable: true, isShownAtFirst: false },
    { id: 'id', header: 'Id', kind: 'id', isHideable: true, isShownAtFirst: false },
  ],
  filters: [
    {
      name: 'source',
      kind: 'id',
      pattern: /^[a-z]+_\w+$/,
      what: 'id of what it was booked from, such as po_… or txn_…',
      example: 'po_…',
    },
    { name: 'kind', kind: 'choice', values: JOURNAL_ENTRY_KINDS, example: 'refund' },
    { name: 'currency', kind: 'currency', example: 'eur' },
    { name: 'amount', kind: 'money', example: '>500' },
    {
      name: 'book',
      kind: 'id',
      pattern: /^(?:acct_\w+|platform)$/,
      what: 'connected account such as acct_…, or platform',
      example: 'acct_…',
    },
    { name: 'effective', kind: 'day', example: '>2026-10-01' },
  ],
  words: { example: 'txn_… jnl_… kovács', meaning: 'an id, or words of the name of a book’s owner' },
  orders: JOURNAL_ENTRY_ORDERS,
  defaultOrder: 'newest',
};
