'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { LinkWait } from '../ui/link-wait.tsx';

/** A place in the navigation; it knows whether it is where we are. On a phone it also closes the sheet around it. */
export function NavLink({ href, children }: { href: Route; children: ReactNode }) {
  const pathname = usePathname();
  const isHere = href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={isHere ? 'page' : undefined}
      onClick={(event) => {
        const sheet = event.currentTarget.closest<HTMLElement>('[popover]');
        if (sheet?.matches(':popover-open')) sheet.hidePopover();
      }}
    >
      {children}
      <LinkWait />
    </Link>
  );
}
