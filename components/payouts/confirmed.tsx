import type { ReactNode } from 'react';

/**
 * A button that opens the confirmation of an act, and does nothing else. Native: it works without a script too.
 * @param letter the key that opens it
 */
export function Confirmed({
  letter,
  label,
  kind,
  children,
}: {
  letter?: string;
  label: string;
  kind: 'primary' | 'plain' | 'quiet' | 'danger-plain';
  children: ReactNode;
}) {
  return (
    <details className="confirmed" name="decision" data-decide={letter ?? ''}>
      <summary className={`btn btn-${kind}`} aria-keyshortcuts={letter}>
        {label} {letter === undefined ? null : <kbd aria-hidden="true">{letter}</kbd>}
      </summary>
      <div className="confirmed-body">{children}</div>
    </details>
  );
}
