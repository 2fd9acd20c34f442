import type { FlagCause, RiskAction, RiskFlagList, RiskFlagState } from '#lib/risk/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { actionState, causeWord, flagState } from './risk-words.ts';

/** What the list of anomalies offers to choose from. The values are those of the list's own table. */
export function flagFacets(facets: RiskFlagList['facets']): ListFacets {
  return {
    tabs: {
      field: 'state',
      label: 'State',
      choices: facets.state.map((facet) => ({
        ...facet,
        label: flagState(facet.value as RiskFlagState).word,
      })),
    },
    menus: [
      {
        field: 'cause',
        label: 'Cause',
        choices: facets.cause.map((facet) => ({ ...facet, label: causeWord(facet.value as FlagCause) })),
      },
      {
        field: 'done',
        label: 'Done',
        choices: facets.action.map((facet) => ({
          ...facet,
          label: actionState(facet.value as RiskAction).word,
        })),
      },
      {
        field: 'currency',
        label: 'Currency',
        choices: facets.currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() })),
      },
    ],
    days: 'Since',
  };
}
