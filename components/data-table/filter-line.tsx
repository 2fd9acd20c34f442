import type { Route } from 'next';
import type { ReactNode } from 'react';
import type { FilterField, FilterProblem, TableDefinition } from '#lib/tables/types.ts';
import { FilterBar } from './filter-bar.tsx';
import type { ListParams } from './list-href.ts';

/** The filter line of a list with what was not understood below it, at its place. @param children the facets */
export function FilterLineBar({
  path,
  params,
  label,
  placeholder,
  problems,
  children,
}: {
  path: Route;
  params: ListParams;
  label: string;
  placeholder: string;
  problems: readonly FilterProblem[];
  children: ReactNode;
}) {
  return (
    <>
      <FilterBar path={path} params={params} field="q" label={label} placeholder={placeholder}>
        {children}
      </FilterBar>
      <Problems text={params['q'] ?? ''} problems={problems} />
    </>
  );
}

function Problems({ text, problems }: { text: string; problems: readonly FilterProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <div role="alert">
      <ul className="filter-problems">
        {problems.map(({ from, to, message }) => (
          <li key={`${String(from)} ${message}`}>
            <code className="mono">
              {text.slice(0, from)}
              <mark>{text.slice(from, to)}</mark>
              {text.slice(to)}
            </code>
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How to search this list: every filter with an example. */
export function FilterHelp({ table }: { table: Pick<TableDefinition, 'filters' | 'words'> }) {
  return (
    <dl className="filter-help">
      {table.filters.map((field) => (
        <div key={field.name}>
          <dt className="mono">
            {field.name}:{field.example}
          </dt>
          <dd>{meaning(field)}</dd>
        </div>
      ))}
      <div>
        <dt className="mono">{table.words.example}</dt>
        <dd>{table.words.meaning}</dd>
      </div>
    </dl>
  );
}

function meaning(field: FilterField): string {
  switch (field.kind) {
    case 'choice':
      return field.values.join(', ');
    case 'currency':
      return 'a currency code';
    case 'country':
      return 'a country code';
    case 'id':
      return field.what;
    case 'money':
      return 'an amount or 500..1,000 or >500, with a currency';
    case 'day':
      return 'a day, 2026-10-01..2026-10-31, >2026-10-01 or today';
  }
}
