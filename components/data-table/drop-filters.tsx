import type { Route } from 'next';
import { LinkButton } from '../ui/button.tsx';
import { filtersIn, listHref, type ListParams } from './list-href.ts';

/** One button for each filter that can be dropped, and one for all. */
export function DropFilters({ path, params }: { path: Route; params: ListParams }) {
  const filters = filtersIn(params);
  return (
    <>
      {filters.map(([name, value]) => (
        <LinkButton key={name} href={listHref(path, params, { [name]: undefined })}>
          Drop {name}:{value}
        </LinkButton>
      ))}
      {filters.length > 1 ? (
        <LinkButton href={path} kind="quiet">
          Clear all
        </LinkButton>
      ) : null}
    </>
  );
}
