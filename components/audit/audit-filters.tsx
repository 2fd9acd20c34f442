import type { Route } from 'next';
import type { ReactNode } from 'react';
import type { AuditFacets } from '#lib/audit/types.ts';
import type { FilterProblem } from '#lib/tables/types.ts';
import { DateFacet } from '../data-table/date-facet.tsx';
import { FacetMenu } from '../data-table/facet.tsx';
import { FilterLineBar } from '../data-table/filter-line.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { KIND_WORDS, OUTCOME_WORDS } from './audit-words.ts';

/**
 * @param facets null while the line is not understood: there is nothing to count then
 * @param chosen what the line says per field @param hrefWith the list with another value of one field
 * @param children menus at the end of the row
 */
export function AuditFilters({
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
  facets: AuditFacets | null;
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
          name="outcome"
          label="Outcome"
          all="All"
          choices={facets.outcome.map((facet) => ({ ...facet, label: OUTCOME_WORDS[facet.value] }))}
          hrefOf={(value) => hrefWith('outcome', value)}
        />
      )}
      <FilterLineBar
        path={path}
        params={params}
        label="Filter the record"
        placeholder="action:list.export outcome:refused, opr_…, po_… or acct_…"
        problems={problems}
      >
        {facets === null ? null : (
          <>
            <FacetMenu
              label="By"
              chosen={chosen['by']}
              choices={facets.by.map((facet) => ({ ...facet, label: KIND_WORDS[facet.value] }))}
              hrefOf={(value) => hrefWith('by', value)}
            />
            <DateFacet path={path} params={params} label="When" zone={zone} />
          </>
        )}
        <span className="grow" />
        {children}
      </FilterLineBar>
    </>
  );
}
