import type { Route } from 'next';
import Link from 'next/link';

type Place = { href: Route; label: string };

const PLACES: readonly Place[] = [
  { href: '/settings', label: 'How it looks' },
  { href: '/settings/views', label: 'Saved views' },
  { href: '/settings/sessions', label: 'Your sessions' },
  { href: '/settings/security', label: 'Security' },
  { href: '/settings/payout-policy', label: 'Payout policy' },
  { href: '/settings/notifications', label: 'Notifications' },
  { href: '/settings/webhooks', label: 'Webhooks' },
];

const PEOPLE: Place = { href: '/settings/people', label: 'People' };

/** The places of the settings. @param maySeePeople a place that would refuse the reader is not offered */
export function SettingsNav({ current, maySeePeople }: { current: Route; maySeePeople: boolean }) {
  const places = maySeePeople ? [...PLACES, PEOPLE] : PLACES;
  return (
    <nav className="settings-nav" aria-label="Settings">
      <ul>
        {places.map(({ href, label }) => (
          <li key={href}>
            <Link href={href} prefetch={false} aria-current={href === current ? 'page' : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
