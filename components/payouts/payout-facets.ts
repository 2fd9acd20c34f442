import type { PayoutFacets } from '#lib/payouts/types.ts';
import type { ListFacets } from '../data-table/list-filters.tsx';
import { methodWord, payoutStatus, schedule } from './payout-words.ts';

/** What the list of payouts offers to choose from. */
export function payoutFacets({ status, currency, method, isAutomatic }: PayoutFacets): ListFacets {
  return {
    tabs: {
      field: 'status',
      label: 'Status',
      choices: status.map((facet) => ({ ...facet, label: payoutStatus(facet.value).word })),
    },
    menus: [
      {
        field: 'currency',
        label: 'Currency',
        choices: currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() })),
      },
      {
        field: 'method',
        label: 'Method',
        choices: method.map((facet) => ({ ...facet, label: methodWord(facet.value) })),
      },
      {
        field: 'schedule',
        label: 'Schedule',
        choices: isAutomatic.map(({ value, count }) => ({
          value: value === 'true' ? 'automatic' : 'manual',
          label: schedule(value === 'true'),
          count,
        })),
      },
    ],
    days: 'Created',
  };
}
