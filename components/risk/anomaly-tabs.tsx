import Link from 'next/link';
import { LinkWait } from '../ui/link-wait.tsx';

const TABS = [
  { name: 'flags', label: 'Accounts', href: '/anomalies' },
  { name: 'rules', label: 'Rules', href: '/anomalies/rules' },
  { name: 'peers', label: 'Peers', href: '/anomalies/peers' },
  { name: 'models', label: 'Models', href: '/anomalies/models' },
  { name: 'back-test', label: 'Back-test', href: '/anomalies/back-test' },
] as const;

/** What risk has found, and what finds it. */
export function AnomalyTabs({ current }: { current: (typeof TABS)[number]['name'] }) {
  return (
    <nav className="tabs" aria-label="Risk">
      {TABS.map(({ name, label, href }) => (
        <Link key={name} href={href} prefetch={false} aria-current={name === current ? 'page' : undefined}>
          {label}
          <LinkWait />
        </Link>
      ))}
    </nav>
  );
}
