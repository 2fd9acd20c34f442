import type { Route } from 'next';
import Link from 'next/link';
import { Sign } from '../ui/icons.tsx';
import { countText, type CappedCount } from './count.ts';

/** `count` is null where nobody counted; then none is shown. */
export type FacetChoice = {
  readonly value: string;
  readonly label: string;
  readonly count: CappedCount | null;
};

/**
 * One filter as a disclosure of links: it needs no script, and each link says how many rows it leaves.
 * @param hrefOf the list with another choice; `undefined` drops it
 */
export function FacetMenu({
  label,
  chosen: value,
  choices,
  hrefOf,
}: {
  label: string;
  chosen: string | undefined;
  choices: readonly FacetChoice[];
  hrefOf: (value: string | undefined) => Route;
}) {
  const chosen = choices.find((choice) => choice.value === value);
  return (
    // A new key closes the disclosure after a choice.
    <details key={value ?? ''} className={chosen ? 'facet on' : 'facet'} name="facets">
      <summary>
        {chosen ? `${label}: ${chosen.label}` : label}
        <Sign name="down" size={12} />
      </summary>
      <div className="pop">
        <ul>
          {choices.map((choice) => (
            <li key={choice.value}>
              <Link
                href={hrefOf(choice.value === value ? undefined : choice.value)}
                prefetch={false}
                aria-current={choice.value === value ? 'true' : undefined}
              >
                <span>{choice.label}</span>
                <span>{choice.count === null ? '' : countText(choice.count)}</span>
              </Link>
            </li>
          ))}
        </ul>
        {chosen ? (
          <div className="pop-foot">
            <Link href={hrefOf(undefined)} prefetch={false} className="small">
              Any {label.toLowerCase()}
            </Link>
          </div>
        ) : null}
      </div>
    </details>
  );
}
