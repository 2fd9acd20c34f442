import type { Route } from 'next';
import type { ReactNode } from 'react';
import type { ConnectedAccountFacets } from '#lib/connected-accounts/types.ts';
import type { FilterProblem } from '#lib/tables/types.ts';
import { DateFacet } from '../data-table/date-facet.tsx';
import { FacetMenu } from '../data-table/facet.tsx';
import { FilterLineBar } from '../data-table/filter-line.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { requirementState } from './account-words.ts';
import { lockStrengthWord } from './lock-words.ts';

/**
 * @param facets null while the line is not understood: there is nothing to count then
 * @param chosen what the line says per field @param hrefWith the list with another value of one field
 * @param children menus at the end of the row
 */
export function ConnectedAccountFilters({
  path,
  params,
  facets,
  chosen,
  hrefWith,
  problems,
  zone,
  children,
}: {
  path: Route;
  params: ListParams;
  facets: ConnectedAccountFacets | null;
  chosen: Readonly<Record<string, string>>;
  hrefWith: (field: string, value: string | undefined) => Route;
  problems: readonly FilterProblem[];
  zone: string;
  children: ReactNode;
}) {
  return (
    <>
      {facets === null ? null : (
        <StatusTabs
          path={path}
          params={chosen}
          name="requirements"
          label="Requirements"
          all="All"
          choices={facets.requirementState.map((facet) => ({
            ...facet,
            label: requirementState(facet.value).word,
          }))}
          hrefOf={(value) => hrefWith('requirements', value)}
        />
      )}
      <FilterLineBar
        path={path}
        params={params}
        label="Filter connected accounts"
        placeholder="lock:automatic country:de, a name, or acct_…"
        problems={problems}
      >
        {facets === null ? null : <Menus facets={facets} chosen={chosen} hrefWith={hrefWith} />}
        {facets === null ? null : <DateFacet path={path} params={params} label="Created" zone={zone} />}
        <span className="grow" />
        {children}
      </FilterLineBar>
    </>
  );
}

function Menus({
  facets,
  chosen,
  hrefWith,
}: {
  facets: ConnectedAccountFacets;
  chosen: Readonly<Record<string, string>>;
  hrefWith: (field: string, value: string | undefined) => Route;
}) {
  return (
    <>
      <FacetMenu
        label="Lock"
        chosen={chosen['lock']}
        choices={facets.lockStrength.map((facet) => ({ ...facet, label: lockStrengthWord(facet.value) }))}
        hrefOf={(value) => hrefWith('lock', value)}
      />
      <FacetMenu
        label="Payouts"
        chosen={chosen['payouts']}
        choices={facets.payoutsEnabled.map(({ value, count }) => ({
          value: value === 'true' ? 'on' : 'off',
          label: value === 'true' ? 'On' : 'Off',
          count,
        }))}
        hrefOf={(value) => hrefWith('payouts', value)}
      />
      <FacetMenu
        label="Country"
        chosen={chosen['country']}
        choices={facets.country.map(({ value, count }) => ({
          value: value.toLowerCase(),
          label: value,
          count,
        }))}
        hrefOf={(value) => hrefWith('country', value)}
      />
      <FacetMenu
        label="Currency"
        chosen={chosen['currency']}
        choices={facets.currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() }))}
        hrefOf={(value) => hrefWith('currency', value)}
      />
    </>
  );
}
