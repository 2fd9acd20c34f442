import type { Route } from 'next';
import Link from 'next/link';
import { countText, type CappedCount } from '../data-table/count.ts';

/** The three lists of payouts: what waits for people, all that was asked for, and what Stripe has. */
export function PayoutTabs({
  current,
  toDecide,
}: {
  current: 'to-decide' | 'all' | 'stripe' | null;
  toDecide: CappedCount;
}) {
  const tabs: readonly (readonly [name: typeof current, label: string, href: Route])[] = [
    ['to-decide', 'To decide', '/payouts?q=state%3Ain_review&sort=priority' as Route],
    ['all', 'All requests', '/payouts?view=all' as Route],
    ['stripe', 'At Stripe', '/payouts/stripe'],
  ];
  return (
    <nav className="tabs" aria-label="Lists of payouts">
      {tabs.map(([name, label, href]) => (
        <Link key={name} href={href} prefetch={false} aria-current={name === current ? 'page' : undefined}>
          {label} {name === 'to-decide' ? <span>{countText(toDecide)}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
