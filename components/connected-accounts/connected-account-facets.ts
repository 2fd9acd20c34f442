import type { ConnectedAccountFacets } from '#lib/connected-accounts/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { lifecycleWord, requirementState } from './account-words.ts';
import { lockStrengthWord } from './lock-words.ts';

/** What the list of connected accounts offers to choose from. */
export function connectedAccountFacets(facets: ConnectedAccountFacets): ListFacets {
  return {
    tabs: {
      field: 'lifecycle',
      label: 'Standing',
      choices: facets.lifecycle.map((facet) => ({ ...facet, label: lifecycleWord(facet.value).word })),
    },
    menus: [
      {
        field: 'requirements',
        label: 'Requirements',
        choices: facets.requirementState.map((facet) => ({
          ...facet,
          label: requirementState(facet.value).word,
        })),
      },
      {
        field: 'lock',
        label: 'Lock',
        choices: facets.lockStrength.map((facet) => ({ ...facet, label: lockStrengthWord(facet.value) })),
      },
      {
        field: 'payouts',
        label: 'Payouts',
        choices: facets.payoutsEnabled.map(({ value, count }) => ({
          value: value === 'true' ? 'on' : 'off',
          label: value === 'true' ? 'On' : 'Off',
          count,
        })),
      },
      {
        field: 'country',
        label: 'Country',
        choices: facets.country.map(({ value, count }) => ({
          value: value.toLowerCase(),
          label: value,
          count,
        })),
      },
      {
        field: 'currency',
        label: 'Currency',
        choices: facets.currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() })),
      },
    ],
    days: 'Created',
  };
}
