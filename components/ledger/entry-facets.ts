import type { JournalEntryFacets } from '#lib/ledger/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { entryKind } from './entry-words.ts';

/** What the list of journal entries offers to choose from. */
export function entryFacets({ kind, currency }: JournalEntryFacets): ListFacets {
  return {
    tabs: {
      field: 'kind',
      label: 'Kind',
      choices: kind.map((facet) => ({ ...facet, label: entryKind(facet.value) })),
    },
    menus: [
      {
        field: 'currency',
        label: 'Currency',
        choices: currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() })),
      },
    ],
    days: 'Effective',
  };
}
