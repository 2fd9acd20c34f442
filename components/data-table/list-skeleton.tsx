import type { Route } from 'next';
import type { ReactNode } from 'react';
import { PageHead } from '../ui/page-head.tsx';
import { ReadAgain, SkeletonTable } from '../ui/states.tsx';

/** A phone's screen full, and a desk's. */
const ROWS = 14;

/** A list that is being read: its own head, the room of its filters, and its columns with nothing in them yet. */
export function ListSkeleton({
  title,
  lead,
  crumbs,
  what,
  columns,
  hasTabs,
}: {
  title: string;
  lead: ReactNode;
  crumbs: readonly { href: Route; label: string }[] | undefined;
  what: string;
  columns: readonly string[];
  hasTabs: boolean;
}) {
  return (
    <div className="page wide">
      <div className="list-side">
        <PageHead
          {...(crumbs === undefined ? {} : { crumbs })}
          title={title}
          lead={lead}
          actions={<span className="btn skel-room" aria-hidden="true" />}
        />
        {hasTabs ? <div className="skel-tabs" aria-hidden="true" /> : null}
        <div className="skel-filters" aria-hidden="true" />
        <SkeletonTable label={`Reading the ${what}`} columns={columns} rows={ROWS} />
        <ReadAgain />
      </div>
    </div>
  );
}
