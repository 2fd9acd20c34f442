import type { Route } from 'next';
import type { ReactNode } from 'react';
import type { FilterProblem } from '#lib/tables/types.ts';
import { DateFacet } from './date-facet.tsx';
import { FacetMenu, type FacetChoice } from './facet.tsx';
import { FilterLineBar } from './filter-line.tsx';
import { FilterSheet } from './filter-sheet.tsx';
import type { ListParams } from './list-href.ts';
import { StatusTabs } from './status-tabs.tsx';

/** The choices of one filter. `field` is its name in the filter line. */
export type ListFacet = {
  readonly field: string;
  readonly label: string;
  readonly choices: readonly FacetChoice[];
};

/** What a list offers to choose from: its main facet as tabs, if it has one, the others as menus, and a range of days. */
export type ListFacets = {
  readonly tabs: ListFacet | null;
  readonly menus: readonly ListFacet[];
  readonly days: string;
};

/**
 * @param facets null while the line is not understood: there is nothing to count then
 * @param chosen what the line says per field @param hrefWith the list with another value of one field
 * @param children menus at the end of the row
 */
export function ListFilters({
  path,
  params,
  label,
  placeholder,
  facets,
  chosen,
  hrefWith,
  problems,
  zone,
  children,
}: {
  path: Route;
  params: ListParams;
  label: string;
  placeholder: string;
  facets: ListFacets | null;
  chosen: Readonly<Record<string, string>>;
  hrefWith: (field: string, value: string | undefined) => Route;
  problems: readonly FilterProblem[];
  zone: string;
  children: ReactNode;
}) {
  return (
    <>
      {facets?.tabs == null ? null : (
        <StatusTabs
          path={path}
          params={chosen}
          name={facets.tabs.field}
          label={facets.tabs.label}
          all="All"
          choices={facets.tabs.choices}
          hrefOf={(value) => hrefWith(facets.tabs?.field ?? '', value)}
        />
      )}
      <FilterLineBar path={path} params={params} label={label} placeholder={placeholder} problems={problems}>
        <FilterSheet chosen={chosenCount(facets, chosen, params)}>
          {facets?.menus.map((menu) => (
            <FacetMenu
              key={menu.field}
              label={menu.label}
              chosen={chosen[menu.field]}
              choices={menu.choices}
              hrefOf={(value) => hrefWith(menu.field, value)}
            />
          ))}
          {facets === null ? null : <DateFacet path={path} params={params} label={facets.days} zone={zone} />}
          <span className="grow" />
          {children}
        </FilterSheet>
      </FilterLineBar>
    </>
  );
}

/** Of the menus and days; what the line says besides stands in it. */
function chosenCount(
  facets: ListFacets | null,
  chosen: Readonly<Record<string, string>>,
  params: ListParams,
): number {
  const hasDays = params['from'] !== undefined || params['to'] !== undefined;
  const menus = facets?.menus.filter(({ field }) => chosen[field] !== undefined).length ?? 0;
  return menus + (hasDays ? 1 : 0);
}
