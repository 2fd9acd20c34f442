import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** The foot of a keyset-paged list. A `null` address means that there is nothing that way. */
export function Pager({
  firstHref,
  newerHref,
  olderHref,
  summary,
}: {
  firstHref?: Route | null;
  newerHref?: Route | null;
  olderHref: Route | null;
  summary: ReactNode;
}) {
  return (
    <nav className="pager" aria-label="Pages">
      <span>{summary}</span>
      <span className="spacer" />
      {firstHref ? <PageLink href={firstHref}>First page</PageLink> : null}
      {newerHref ? <PageLink href={newerHref}>Previous page</PageLink> : null}
      {olderHref ? <PageLink href={olderHref}>Next page</PageLink> : null}
    </nav>
  );
}

function PageLink({ href, children }: { href: Route; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="btn btn-plain btn-sm">
      {children}
    </Link>
  );
}
