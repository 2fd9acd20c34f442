import type { ReactNode } from 'react';

/** Terms and what they are. A `null` value is drawn as a dash, so that a missing fact is seen as missing. */
export function DefinitionList({ items }: { items: readonly (readonly [term: string, value: ReactNode])[] }) {
  return (
    <dl className="dl">
      {items.map(([term, value]) => (
        <div key={term} className="dl-row">
          <dt>{term}</dt>
          <dd>{value ?? <span className="muted">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
