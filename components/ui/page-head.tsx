import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** Title, one sentence and the page's actions. @param crumbs the way back, outermost first */
export function PageHead({
  title,
  lead,
  crumbs,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  crumbs?: readonly { href: Route; label: string }[];
  actions?: ReactNode;
}) {
  return (
    <>
      {crumbs ? (
        <nav className="crumb small" aria-label="Where you are">
          <ol>
            {crumbs.map(({ href, label }, position) => (
              <li key={href}>
                {position > 0 ? (
                  <span className="muted" aria-hidden="true">
                    /{' '}
                  </span>
                ) : null}
                <Link href={href} prefetch={false}>
                  {label}
                </Link>
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {lead ? <p>{lead}</p> : null}
        </div>
        {actions ? <div className="actions">{actions}</div> : null}
      </div>
    </>
  );
}
