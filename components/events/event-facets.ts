import type { StripeEventFacets, StripeEventState } from '#lib/stripe-events/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { ARRIVAL_WORDS, STATES, STATE_WORDS } from './event-words.ts';

/** What the list of events offers to choose from. */
export function eventFacets({ state, type, arrivedBy }: StripeEventFacets): ListFacets {
  const inOrder = (value: string): number => STATES.indexOf(value as StripeEventState); // unknown ones come first
  return {
    tabs: {
      field: 'state',
      label: 'State',
      choices: state
        .toSorted((left, right) => inOrder(left.value) - inOrder(right.value))
        .map((facet) => ({ ...facet, label: STATE_WORDS[facet.value as StripeEventState].word })), // the column knows no other
    },
    menus: [
      { field: 'type', label: 'Type', choices: type.map((facet) => ({ ...facet, label: facet.value })) },
      {
        field: 'arrived_by',
        label: 'Arrived by',
        choices: arrivedBy.map((facet) => ({
          ...facet,
          label: ARRIVAL_WORDS[facet.value as keyof typeof ARRIVAL_WORDS], // the column knows no other
        })),
      },
    ],
    days: 'Created',
  };
}
