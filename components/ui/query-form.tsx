import type { Route } from 'next';
import { Button } from './button.tsx';
import { Sign } from './icons.tsx';

/** One search field of a page: a plain GET form. @param keep what else the address says, and goes on saying */
export function QueryForm({
  path,
  name,
  label,
  placeholder,
  text = '',
  lengthMax,
  keep = {},
}: {
  path: Route;
  name: string;
  label: string;
  placeholder: string;
  text?: string | undefined;
  lengthMax: number;
  keep?: Readonly<Record<string, string | undefined>>;
}) {
  const id = `query-${name}`;
  return (
    <search>
      <form action={path} className="query page-query">
        <Sign name="search" size={15} />
        <label className="vh" htmlFor={id}>
          {label}
        </label>
        {Object.entries(keep).map(([key, value]) =>
          value === undefined ? null : <input key={key} type="hidden" name={key} value={value} />,
        )}
        <input
          id={id}
          name={name}
          type="search"
          defaultValue={text}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={lengthMax}
          data-filter-field=""
        />
        <Button type="submit" kind="quiet" small>
          Search
        </Button>
      </form>
    </search>
  );
}
