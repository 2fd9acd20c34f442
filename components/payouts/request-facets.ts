import type { PayoutRequestFacets, PayoutRequestState } from '#lib/payouts/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { methodWord } from './payout-words.ts';
import { originWord, requestState, routeWord } from './request-words.ts';

/** What the list of payout requests offers to choose from. */
export function requestFacets(facets: PayoutRequestFacets): ListFacets {
  const { state, currency, hold, origin, route, method } = facets;
  return {
    tabs: null,
    menus: [
      {
        field: 'state',
        label: 'State',
        choices: state.map((facet) => ({
          ...facet,
          label: requestState(facet.value as PayoutRequestState).word, // the column knows no other
        })),
      },
      {
        field: 'currency',
        label: 'Currency',
        choices: currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() })),
      },
      {
        field: 'hold',
        label: 'Holds',
        choices: hold.map((facet) => ({ ...facet, label: facet.value === 'open' ? 'Held' : 'Not held' })),
      },
      {
        field: 'origin',
        label: 'Asked by',
        choices: origin.map((facet) => ({ ...facet, label: originWord(facet.value as 'cadence') })), // the column knows no other
      },
      {
        field: 'route',
        label: 'Way',
        choices: route.map((facet) => ({ ...facet, label: routeWord(facet.value as 'people') })), // the column knows no other
      },
      {
        field: 'method',
        label: 'Method',
        choices: method.map((facet) => ({ ...facet, label: methodWord(facet.value) })),
      },
    ],
    days: 'Asked for',
  };
}
