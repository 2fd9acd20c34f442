import type { Route } from 'next';
import Link from 'next/link';
import { countText } from './count.ts';
import type { FacetChoice } from './facet.tsx';
import { listHref, type ListParams } from './list-href.ts';

/** The main facet as tabs with counts. @param all the label of "no choice" @param allCount how many it shows; null is not said */
export function StatusTabs({
  path,
  params,
  name,
  label,
  all,
  allCount = null,
  choices,
  hrefOf = (value) => listHref(path, params, { [name]: value }),
}: {
  path: Route;
  params: ListParams;
  name: string;
  label: string;
  all: string;
  allCount?: FacetChoice['count'];
  choices: readonly FacetChoice[];
  hrefOf?: (value: string | undefined) => Route;
}) {
  const tabs = [{ value: undefined, label: all, count: allCount }, ...choices];
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.value ?? ''}
          href={hrefOf(tab.value)}
          prefetch={false}
          aria-current={params[name] === tab.value ? 'page' : undefined}
        >
          {tab.label} {tab.count === null ? null : <span>{countText(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
