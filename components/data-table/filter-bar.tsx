import Form from 'next/form';
import type { Route } from 'next';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Sign } from '../ui/icons.tsx';
import type { ListParams } from './list-href.ts';

/**
 * The search line and the facets of a list. A plain GET form: the address says everything, and it works without script.
 * @param field the name of the searched part; all other parts travel along as hidden fields
 */
export function FilterBar({
  path,
  params,
  field,
  label,
  placeholder,
  children,
}: {
  path: Route;
  params: ListParams;
  field: string;
  label: string;
  placeholder: string;
  children: ReactNode;
}) {
  const id = `filter-${field}`;
  return (
    <div className="filters">
      <search className="grow-query">
        <Form action={path} prefetch={false} className="query" key={params[field] ?? ''}>
          <HiddenParams params={params} except={[field]} />
          <Sign name="search" size={15} />
          <label className="vh" htmlFor={id}>
            {label}
          </label>
          <input
            id={id}
            name={field}
            type="search"
            defaultValue={params[field] ?? ''}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            data-filter-field=""
          />
          <Button type="submit" kind="quiet" small>
            Search
          </Button>
        </Form>
      </search>
      {children}
    </div>
  );
}

/** The parts of the address that a form must not lose. The cursor belongs to the old filter and is left out. */
export function HiddenParams({ params, except }: { params: ListParams; except: readonly string[] }) {
  return Object.entries(params)
    .filter(([name]) => name !== 'cursor' && !except.includes(name))
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
