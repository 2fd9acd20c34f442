import type { Route } from 'next';
import Link from 'next/link';
import { countText } from './count.ts';
import type { FacetChoice } from './facet.tsx';
import { listHref, type ListParams } from './list-href.ts';

/** The main facet as tabs with counts. @param all the label of "no choice" */
export function StatusTabs({
  path,
  params,
  name,
  label,
  all,
  choices,
  hrefOf = (value) => listHref(path, params, { [name]: value }),
}: {
  path: Route;
  params: ListParams;
  name: string;
  label: string;
  all: string;
  choices: readonly FacetChoice[];
  hrefOf?: (value: string | undefined) => Route;
}) {
  return (
    <nav className="tabs" aria-label={label}>
      <Link
        href={hrefOf(undefined)}
        prefetch={false}
        aria-current={params[name] === undefined ? 'page' : undefined}
      >
        {all}
      </Link>
      {choices.map((choice) => (
        <Link
          key={choice.value}
          href={hrefOf(choice.value)}
          prefetch={false}
          aria-current={params[name] === choice.value ? 'page' : undefined}
        >
          {choice.label} {choice.count === null ? null : <span>{countText(choice.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
