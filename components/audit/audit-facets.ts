import type { AuditFacets } from '#lib/audit/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { KIND_WORDS, OUTCOME_WORDS } from './audit-words.ts';

/** What the record offers to choose from. */
export function auditFacets({ outcome, by }: AuditFacets): ListFacets {
  return {
    tabs: {
      field: 'outcome',
      label: 'Outcome',
      choices: outcome.map((facet) => ({ ...facet, label: OUTCOME_WORDS[facet.value] })),
    },
    menus: [
      {
        field: 'by',
        label: 'By',
        choices: by.map((facet) => ({ ...facet, label: KIND_WORDS[facet.value] })),
      },
    ],
    days: 'When',
  };
}
