import type { Route } from 'next';
import { LinkButton } from '../ui/button.tsx';
import { filtersIn, listHref, type ListParams } from './list-href.ts';

/**
 * One button for each filter that can be dropped, and one for all.
 * @param words a filter as the screen calls it, such as `Lock: Held by us`
 */
export function DropFilters({
  path,
  params,
  words = (name, value) => `${name}:${value}`,
}: {
  path: Route;
  params: ListParams;
  words?: (name: string, value: string) => string;
}) {
  const filters = filtersIn(params);
  return (
    <>
      {filters.map(([name, value]) => (
        <LinkButton key={name} href={listHref(path, params, { [name]: undefined })}>
          Drop “{words(name, value)}”
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
