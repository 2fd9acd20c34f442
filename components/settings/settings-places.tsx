import type { Route } from 'next';
import Link from 'next/link';

type Place = { href: Route; label: string; about: string };

const PEOPLE: Place = {
  href: '/settings/people',
  label: 'People',
  about: 'Who may do what; invite, change roles, disable.',
};

const PLACES: readonly Place[] = [
  {
    href: '/settings/sessions',
    label: 'Your sessions',
    about: 'Where you are signed in; end one or all others.',
  },
  {
    href: '/events',
    label: 'Events',
    about: 'What Stripe’s webhooks brought, what was missed, the back-fill.',
  },
];

/** The ways on from the settings. @param maySeePeople a place that would refuse the reader is not offered */
export function SettingsPlaces({ maySeePeople }: { maySeePeople: boolean }) {
  const places = maySeePeople ? [PEOPLE, ...PLACES] : PLACES;
  return (
    <ul className="settings-list">
      {places.map(({ href, label, about }) => (
        <li key={href}>
          <div>
            <Link href={href} prefetch={false}>
              {label}
            </Link>
            <p className="small muted">{about}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
