import type { Route } from 'next';
import type { TableDefinition } from '#lib/tables/types.ts';
import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/states.tsx';
import { FilterHelp } from './filter-line.tsx';
import { listHref, type ListParams } from './list-href.ts';

type Searched = Pick<TableDefinition, 'filters' | 'words'>;

/** Part of the line was not understood: a list that ignores half of what was asked would mislead. @param what `payouts` */
export function NotUnderstood({ path, table, what }: { path: Route; table: Searched; what: string }) {
  return (
    <EmptyState
      title="This line is not understood"
      actions={<LinkButton href={path}>Show all {what}</LinkButton>}
    >
      <p>Nothing is shown until all of it is. This is how to search:</p>
      <FilterHelp table={table} />
    </EmptyState>
  );
}

/** No index leads to what was asked, or it makes no sense. @param refused why, and what to add */
export function Refused({
  path,
  refused: { refusal, isUnclear },
  what,
}: {
  path: Route;
  refused: { readonly refusal: string; readonly isUnclear: boolean };
  what: string;
}) {
  return (
    <EmptyState
      title={isUnclear ? 'One thing is missing' : 'This would take too long'}
      actions={<LinkButton href={path}>Show all {what}</LinkButton>}
    >
      <p>{refusal}</p>
    </EmptyState>
  );
}

/** Understood, but there is none: what was looked for, and how else to search. @param what one of them, `payout` */
export function NoneMatches({
  path,
  params,
  table,
  what,
}: {
  path: Route;
  params: ListParams;
  table: Searched;
  what: string;
}) {
  return (
    <EmptyState
      title={`No ${what} matches`}
      actions={<LinkButton href={listHref(path, params, { q: undefined })}>Clear the filter</LinkButton>}
    >
      <p>
        None is <span className="mono">{params['q']}</span>. Drop a part above, or search like this:
      </p>
      <FilterHelp table={table} />
    </EmptyState>
  );
}
