import type { Route } from 'next';
import Link from 'next/link';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { LinkWait } from './link-wait.tsx';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger' | 'danger-plain';

function classes(kind: Kind, small: boolean): string {
  return `btn btn-${kind}${small ? ' btn-sm' : ''}`;
}

/** A label is a verb; `…` at its end means that a confirmation follows. At most one `primary` per view. */
export function Button({
  kind = 'plain',
  small = false,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind; small?: boolean }) {
  return <button type={type} className={classes(kind, small)} {...rest} />;
}

/** The same look for what leads somewhere. */
export function LinkButton({
  href,
  kind = 'plain',
  small = false,
  children,
}: {
  href: Route;
  kind?: Kind;
  small?: boolean;
  children: ReactNode;
}) {
  return (
    <Link href={href} prefetch={false} className={classes(kind, small)}>
      {children}
      <LinkWait />
    </Link>
  );
}

/** An action that is not allowed: it stays focusable, with the reason beside it. */
export function RefusedButton({ id, reason, children }: { id: string; reason: string; children: ReactNode }) {
  return (
    <span className="act">
      <button type="button" className="btn btn-plain" aria-disabled="true" aria-describedby={id}>
        {children}
      </button>
      <span className="small muted" id={id}>
        {reason}
      </span>
    </span>
  );
}
