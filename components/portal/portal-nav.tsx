'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { LinkWait } from '../ui/link-wait.tsx';

const PLACES: readonly { href: Route; label: string }[] = [
  { href: '/portal', label: 'Overview' },
  { href: '/portal/payouts', label: 'Payouts' },
  { href: '/portal/payments', label: 'Payments' },
  { href: '/portal/account', label: 'Account' },
  { href: '/portal/documents', label: 'Documents' },
];

/** Where an owner can go: a row under the head, which scrolls by itself on a narrow phone. */
export function PortalNav() {
  const pathname = usePathname();
  return (
    <nav className="portal-nav" aria-label="Main">
      <ul>
        {PLACES.map(({ href, label }) => (
          <li key={href}>
            <Link href={href} prefetch={false} aria-current={pathname === href ? 'page' : undefined}>
              {label}
              <LinkWait />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
