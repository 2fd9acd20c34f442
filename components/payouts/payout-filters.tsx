import type { Route } from 'next';
import type { ReactNode } from 'react';
import type { PayoutFacets } from '#lib/payouts/types.ts';
import type { FilterProblem } from '#lib/tables/types.ts';
import { DateFacet } from '../data-table/date-facet.tsx';
import { FacetMenu } from '../data-table/facet.tsx';
import { FilterLineBar } from '../data-table/filter-line.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { methodWord, payoutStatus, schedule } from './payout-words.ts';

/**
 * @param facets null while the line is not understood: there is nothing to count then
 * @param chosen what the line says per field @param hrefWith the list with another value of one field
 * @param children menus at the end of the row
 */
export function PayoutFilters({
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
  facets: PayoutFacets | null;
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
          name="status"
          label="Status"
          all="All"
          choices={facets.status.map((facet) => ({ ...facet, label: payoutStatus(facet.value).word }))}
          hrefOf={(value) => hrefWith('status', value)}
        />
      )}
      <FilterLineBar
        path={path}
        params={params}
        label="Filter payouts"
        placeholder="status:failed currency:eur amount:>500, an id or a name"
        problems={problems}
      >
        {facets === null ? null : (
          <>
            <FacetMenu
              label="Currency"
              chosen={chosen['currency']}
              choices={facets.currency.map((facet) => ({ ...facet, label: facet.value.toUpperCase() }))}
              hrefOf={(value) => hrefWith('currency', value)}
            />
            <FacetMenu
              label="Method"
              chosen={chosen['method']}
              choices={facets.method.map((facet) => ({ ...facet, label: methodWord(facet.value) }))}
              hrefOf={(value) => hrefWith('method', value)}
            />
            <FacetMenu
              label="Schedule"
              chosen={chosen['schedule']}
              choices={facets.isAutomatic.map(({ value, count }) => ({
                value: value === 'true' ? 'automatic' : 'manual',
                label: schedule(value === 'true'),
                count,
              }))}
              hrefOf={(value) => hrefWith('schedule', value)}
            />
            <DateFacet path={path} params={params} label="Created" zone={zone} />
          </>
        )}
        <span className="grow" />
        {children}
      </FilterLineBar>
    </>
  );
}
