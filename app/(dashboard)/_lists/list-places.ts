import type { Route } from 'next';
import type { ListName } from '#lib/tables/view-params.ts';

/** Where each list is seen, and what its page is called. */
export const LIST_PLACES: Record<ListName, { title: string; path: Route }> = {
  payout_requests: { title: 'Payout requests', path: '/payouts' },
  payouts: { title: 'Payouts at Stripe', path: '/payouts/stripe' },
  'connected-accounts': { title: 'Connected accounts', path: '/connected-accounts' },
  anomalies: { title: 'Anomalies', path: '/anomalies' },
  events: { title: 'Events', path: '/events' },
  'journal-entries': { title: 'Journal entries', path: '/ledger/entries' },
  audit: { title: 'Audit', path: '/audit' },
};

/** The list as a filter line shows it; null for a list that an older version knew. */
export function listPlace(list: string, line: string): { title: string; href: Route } | null {
  if (!Object.hasOwn(LIST_PLACES, list)) return null;
  const { title, path } = LIST_PLACES[list as ListName]; // just looked up
  return { title, href: line === '' ? path : `${path}?q=${encodeURIComponent(line)}` }; // a known page
}
