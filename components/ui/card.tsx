import type { ReactNode } from 'react';
import type { Tone } from './badge.tsx';

/** What is so, why, and the next step, when it needs a colour. */
export function Callout({
  tone,
  title,
  children,
}: {
  tone?: Extract<Tone, 'held' | 'failed'>;
  title: string;
  children: ReactNode;
}) {
  return (
    <section className={tone ? `callout ${tone}` : 'callout'}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** A part of a page, set apart by a hairline. */
export function Section({
  id,
  title,
  lead,
  aside,
  first = false,
  children,
}: {
  id: string;
  title: string;
  lead?: ReactNode;
  aside?: ReactNode;
  first?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={first ? 'section first' : 'section'} aria-labelledby={id}>
      <div className="sec-row sec-h">
        <h2 id={id}>{title}</h2>
        {aside ? <span className="small muted">{aside}</span> : null}
      </div>
      {lead ? <p className="lead">{lead}</p> : null}
      {children}
    </section>
  );
}
