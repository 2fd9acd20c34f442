import { ENTRY_CELLS } from '#components/ledger/entry-cells.tsx';
import { entryFacets } from '#components/ledger/entry-facets.ts';
import { EntryPanel } from '#components/ledger/entry-panel.tsx';
import {
  countJournalEntries,
  countNewerJournalEntries,
  getJournalEntry,
  readJournalEntryList,
} from '#lib/ledger/journal-entry-queries.ts';
import { JOURNAL_ENTRY_TABLE } from '#lib/ledger/journal-entry-table.ts';
import type {
  JournalEntryColumn,
  JournalEntryDetail,
  JournalEntryFilter,
  JournalEntrySort,
} from '#lib/ledger/types.ts';
import type { ListScreen } from '../../_lists/list-screen.ts';
import { readEntryListRequest } from './search-params.ts';

export const ENTRY_SCREEN: ListScreen<
  JournalEntryDetail,
  JournalEntryColumn,
  JournalEntrySort,
  JournalEntryFilter
> = {
  list: 'journal-entries',
  path: '/ledger/entries',
  title: 'Journal entries',
  crumbs: [{ href: '/ledger', label: 'Ledger' }],
  lead: 'One entry for each balance transaction, for its availability, and for each final payout. None is ever changed.',
  one: 'entry',
  many: 'entries',
  filterLabel: 'Filter journal entries',
  placeholder: 'currency:eur or source:po_…',
  table: JOURNAL_ENTRY_TABLE,
  cells: ENTRY_CELLS,
  rowId: (row) => row.journalEntryId,
  rowTime: (row) => row.effectiveAt,
  rowSum: (row) => row.turnover,
  readRequest: readEntryListRequest,
  countsWhole: true,
  read: async (ctx, filter, order, request, isWhole) => {
    const { page, facets, count, sums } = await readJournalEntryList(ctx, filter, order, request, isWhole);
    return { page, facets: entryFacets(facets), count, sums };
  },
  count: countJournalEntries,
  countNewer: countNewerJournalEntries,
  // An entry is never changed, so there is nothing to read again.
  readRows: () => Promise.resolve([]),
  panel: async (ctx, id, steps) => <EntryPanel entry={await getJournalEntry(ctx, id)} steps={steps} />,
  nothing: {
    title: 'Nothing is booked',
    text: 'Entries appear as soon as Stripe’s balance transactions are read.',
    href: '/events',
    link: 'See the events',
  },
};
