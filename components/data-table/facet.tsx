import type { Route } from 'next';
import Link from 'next/link';
import { Sign } from '../ui/icons.tsx';
import { countText, type CappedCount } from './count.ts';
import { listHref, type ListParams } from './list-href.ts';

export type FacetChoice = { readonly value: string; readonly label: string; readonly count: CappedCount };

/** One filter as a disclosure of links: it needs no script, and each link says how many rows it leaves. */
export function Facet({
  path,
  params,
  name,
  label,
  choices,
}: {
  path: Route;
  params: ListParams;
  name: string;
  label: string;
  choices: readonly FacetChoice[];
}) {
  const chosen = choices.find((choice) => choice.value === params[name]);
  return (
    // A new key closes the disclosure after a choice.
    <details key={params[name] ?? ''} className={chosen ? 'facet on' : 'facet'} name="facets">
      <summary>
        {chosen ? `${label}: ${chosen.label}` : label}
        <Sign name="down" size={12} />
      </summary>
      <div className="pop">
        <ul>
          {choices.map((choice) => (
            <li key={choice.value}>
              <Link
                href={listHref(path, params, {
                  [name]: choice.value === params[name] ? undefined : choice.value,
                })}
                prefetch={false}
                aria-current={choice.value === params[name] ? 'true' : undefined}
              >
                <span>{choice.label}</span>
                <span>{countText(choice.count)}</span>
              </Link>
            </li>
          ))}
        </ul>
        {chosen ? (
          <div className="pop-foot">
            <Link href={listHref(path, params, { [name]: undefined })} prefetch={false} className="small">
              Any {label.toLowerCase()}
            </Link>
          </div>
        ) : null}
      </div>
    </details>
  );
}
