import type { Route } from 'next';
import Link from 'next/link';
import { countText, type CappedCount } from '../data-table/count.ts';
import { LinkWait } from '../ui/link-wait.tsx';

type Tab = { name: string; label: string; href: Route; count?: CappedCount };

/**
 * The lists of payouts: what waits for people, what of it is left for the reader, all that was asked for, what Stripe has.
 * @param mine null for whoever decides nothing
 */
export function PayoutTabs({
  current,
  toDecide,
  mine,
  mayPropose,
}: {
  current: 'to-decide' | 'mine' | 'all' | 'stripe' | null;
  toDecide: CappedCount;
  mine: CappedCount | null;
  mayPropose: boolean;
}) {
  const tabs: Tab[] = [
    { name: 'to-decide', label: 'To decide', href: TO_DECIDE, count: toDecide },
    ...(mine === null ? [] : [{ name: 'mine', label: 'Left for you', href: LEFT_FOR_ME, count: mine }]),
    { name: 'all', label: 'All requests', href: ALL },
    { name: 'stripe', label: 'At Stripe', href: '/payouts/stripe' },
    ...(mayPropose ? [{ name: 'propose', label: 'Propose…', href: '/payouts/propose' } as const] : []),
  ];
  return (
    <nav className="tabs" aria-label="Lists of payouts">
      {tabs.map(({ name, label, href, count }) => (
        <Link key={name} href={href} prefetch={false} aria-current={name === current ? 'page' : undefined}>
          {label} {count === undefined ? null : <span>{countText(count)}</span>}
          <LinkWait />
        </Link>
      ))}
    </nav>
  );
}

// Pages of ours with their queries.
const ALL = '/payouts?view=all' as Route;
const TO_DECIDE = '/payouts?q=state%3Ain_review&sort=priority' as Route;
const LEFT_FOR_ME = '/payouts?q=state%3Ain_review+for%3Ame&sort=priority' as Route;
