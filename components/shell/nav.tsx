import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Logo, Sign, type IconName } from '#components/ui/icons.tsx';
import { LinkWait } from '../ui/link-wait.tsx';
import { NavLink } from './nav-link.tsx';

type Place = { href: Route; icon: IconName; label: string };

const PLACES: readonly Place[] = [
  { href: '/', icon: 'overview', label: 'Overview' },
  { href: '/payouts', icon: 'payouts', label: 'Payouts' },
  { href: '/connected-accounts', icon: 'connected-accounts', label: 'Connected accounts' },
  { href: '/anomalies', icon: 'anomalies', label: 'Anomalies' },
  { href: '/alarms', icon: 'alarms', label: 'Alarms' },
  { href: '/kill-switch', icon: 'kill-switch', label: 'Kill switch' },
];

const BOOKS: readonly Place[] = [
  { href: '/ledger', icon: 'ledger', label: 'Ledger' },
  { href: '/events', icon: 'events', label: 'Events' },
  { href: '/audit', icon: 'audit', label: 'Audit' },
];

export const NAV_ID = 'nav';

/**
 * Where one can go. Beside the page on a desk; on a phone a native popover, which opens without a script.
 * @param counts words behind a place, by its address @param person the menu at the foot
 */
export function Nav({ counts, person }: { counts: Partial<Record<string, ReactNode>>; person: ReactNode }) {
  return (
    <nav className="nav" id={NAV_ID} popover="auto" aria-label="Main">
      <Link className="brand" href="/" prefetch={false}>
        <Logo />
        Sluice
        <LinkWait />
      </Link>
      <button type="button" className="icon-btn menu-close" popoverTarget={NAV_ID} popoverTargetAction="hide">
        <Sign name="close" />
        <span className="vh">Close menu</span>
      </button>
      <Places places={PLACES} counts={counts} />
      <p className="nav-group">Books</p>
      <Places places={BOOKS} counts={counts} />
      {person}
    </nav>
  );
}

function Places({
  places,
  counts,
}: {
  places: readonly Place[];
  counts: Partial<Record<string, ReactNode>>;
}) {
  return (
    <ul>
      {places.map(({ href, icon, label }) => (
        <li key={href}>
          <NavLink href={href}>
            <Sign name={icon} />
            {label}
            {counts[href]}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
