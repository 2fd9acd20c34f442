import type { Route } from 'next';
import type { ReactNode } from 'react';
import { PageHead } from './page-head.tsx';
import { ReadAgain } from './states.tsx';

/** Lines of text are not of one length. */
const LINES = ['46%', '68%', '38%', '58%', '51%'] as const;

/** A part of a page by its title, and about how many lines it has; without a title where it has none or several. */
export type SkeletonPart = readonly [title: string | null, lines: number];

type Parts = {
  /** Said to screen readers. */
  label: string;
  main: readonly SkeletonPart[];
  /** What stands beside it on a desk and below it on a phone. */
  side?: readonly SkeletonPart[];
};

/** What stands below the head of a page, while it is read: its parts by their titles, at least a screen high. */
export function SkeletonParts({ label, main, side }: Parts) {
  return (
    <div className="skel-parts" aria-busy="true">
      <p className="vh">{label}</p>
      <div className={side === undefined ? undefined : 'cols cols-main'}>
        <SkeletonColumn parts={main} />
        {side === undefined ? null : <SkeletonColumn parts={side} />}
      </div>
      <ReadAgain />
    </div>
  );
}

/**
 * A page of one thing while it is read: the way back, what kind of thing it is, and its parts.
 * @param crumbs null where the way back is not known yet @param lead `amount` where it is
 *   one and a line about it, null where there will be none
 */
export function SkeletonOfOne({
  title,
  crumbs,
  lead = 'line',
  ...parts
}: Parts & {
  title: ReactNode;
  crumbs: readonly { href: Route; label: string }[] | null;
  lead?: 'line' | 'amount' | null;
}) {
  return (
    <div className="page">
      {crumbs === null ? (
        <p className="crumb small" aria-hidden="true">
          <span className="skel-lead">
            <svg className="skel" width="90" height="9" />
          </span>
        </p>
      ) : null}
      <PageHead
        {...(crumbs === null ? {} : { crumbs })}
        title={title}
        lead={lead === null ? null : <SkeletonLead isAmount={lead === 'amount'} />}
      />
      <SkeletonParts {...parts} />
    </div>
  );
}

function SkeletonLead({ isAmount }: { isAmount: boolean }) {
  return (
    <span className={isAmount ? 'skel-lead is-amount' : 'skel-lead'} aria-hidden="true">
      <svg className="skel" width="260" height="9" />
      {isAmount ? <svg className="skel" width="340" height="9" /> : null}
    </span>
  );
}

function SkeletonColumn({ parts }: { parts: readonly SkeletonPart[] }) {
  return (
    <div>
      {parts.map(([title, lines], place) => (
        <div key={title ?? place} className={place === 0 ? 'section first' : 'section'}>
          {title === null ? null : <h2 className="sec-h">{title}</h2>}
          <div className="skel-lines" aria-hidden="true">
            {Array.from({ length: lines }, (_, line) => (
              <svg key={line} className="skel" width={LINES[(line + place) % LINES.length]} height="9" />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
