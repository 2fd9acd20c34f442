import type { Route } from 'next';
import Link from 'next/link';
import type { TableColumn } from '#lib/tables/types.ts';
import { Sign } from '../ui/icons.tsx';
import { listHref, type ListParams } from './list-href.ts';

const DENSITIES = ['compact', 'normal', 'comfortable'] as const;

/** Which columns, in which order, how dense. Links and a form: it needs no script and nothing has to be dragged. */
export function ColumnMenu({
  path,
  params,
  columns,
  shown,
  density,
}: {
  path: Route;
  params: ListParams;
  columns: readonly TableColumn[];
  shown: readonly string[];
  density: string;
}) {
  const [first, ...others] = shown;
  const hrefOf = (ids: readonly string[]): Route => listHref(path, params, { cols: ids.join(',') });
  const hidden = columns.filter(({ id }) => !shown.includes(id));
  const headerOf = (id: string): string => columns.find((column) => column.id === id)?.header ?? id;
  return (
    <details className="facet menu-end" name="facets">
      <summary>
        Columns
        <Sign name="down" size={12} />
      </summary>
      <div className="pop columns-pop">
        <ul>
          <li>
            <span className="fixed-column">{headerOf(first ?? '')}</span>
          </li>
          {others.map((id, position) => (
            <li key={id} className="column-line">
              <Link
                href={hrefOf(others.filter((other) => other !== id))}
                prefetch={false}
                replace
                scroll={false}
              >
                <Sign name="check" size={12} />
                <span className="vh">Hide </span>
                {headerOf(id)}
              </Link>
              <MoveLink
                label={`Move ${headerOf(id)} left`}
                icon="up"
                href={position === 0 ? null : hrefOf(swapped(others, position - 1))}
              />
              <MoveLink
                label={`Move ${headerOf(id)} right`}
                icon="down"
                href={position === others.length - 1 ? null : hrefOf(swapped(others, position))}
              />
            </li>
          ))}
          {hidden.map(({ id, header }) => (
            <li key={id} className="column-line">
              <Link href={hrefOf([...others, id])} prefetch={false} replace scroll={false} className="muted">
                <span className="no-check" />
                <span className="vh">Show </span>
                {header}
              </Link>
            </li>
          ))}
        </ul>
        <div className="pop-foot">
          <Link
            href={listHref(path, params, { cols: undefined })}
            prefetch={false}
            replace
            scroll={false}
            className="small"
          >
            Usual columns
          </Link>
        </div>
        <DensityForm density={density} />
      </div>
    </details>
  );
}

function DensityForm({ density }: { density: string }) {
  return (
    <form action="/preferences" method="post" className="density" aria-label="Density">
      {DENSITIES.map((name) => (
        <button
          key={name}
          type="submit"
          name="density"
          value={name}
          className="btn btn-plain btn-sm"
          aria-pressed={name === density}
        >
          {name}
        </button>
      ))}
    </form>
  );
}

/** Two neighbours changed over. @param at the position of the first of them */
function swapped(ids: readonly string[], at: number): string[] {
  return [...ids.slice(0, at), ...ids.slice(at + 1, at + 2), ...ids.slice(at, at + 1), ...ids.slice(at + 2)];
}

function MoveLink({ label, icon, href }: { label: string; icon: 'up' | 'down'; href: Route | null }) {
  if (href === null) return <span className="move" aria-hidden="true" />;
  return (
    <Link href={href} prefetch={false} replace scroll={false} className="move" title={label}>
      <Sign name={icon} size={12} />
      <span className="vh">{label}</span>
    </Link>
  );
}
