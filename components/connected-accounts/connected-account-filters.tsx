import type { Route } from 'next';
import type { ConnectedAccountFacets } from '#lib/connected-accounts/types.ts';
import { Facet } from '../data-table/facet.tsx';
import { FilterBar } from '../data-table/filter-bar.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { requirementState } from './account-words.ts';
import { lockStrengthWord } from './lock-words.ts';

export function ConnectedAccountFilters({
  path,
  params,
  facets,
}: {
  path: Route;
  params: ListParams;
  facets: ConnectedAccountFacets;
}) {
  return (
    <FilterBar path={path} params={params} field="q" label="Name or account id" placeholder="Name, or acct_…">
      <Facet
        path={path}
        params={params}
        name="lock"
        label="Lock"
        choices={facets.lockStrength.map((facet) => ({ ...facet, label: lockStrengthWord(facet.value) }))}
      />
      <Facet
        path={path}
        params={params}
        name="requirements"
        label="Requirements"
        choices={facets.requirementState.map((facet) => ({
          ...facet,
          label: requirementState(facet.value).word,
        }))}
      />
      <Facet
        path={path}
        params={params}
        name="payouts"
        label="Payouts"
        choices={facets.payoutsEnabled.map(({ value, count }) => ({
          value: value === 'true' ? 'on' : 'off',
          label: value === 'true' ? 'On' : 'Off',
          count,
        }))}
      />
      <Facet
        path={path}
        params={params}
        name="country"
        label="Country"
        choices={facets.country.map((facet) => ({ ...facet, label: facet.value }))}
      />
    </FilterBar>
  );
}
