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

/** The list as it was exported: its filter line, order and columns; null for a list that an older version knew. */
export function listPlace(
  list: string,
  view: { query: string; sort: string | null; columns: readonly string[] | null },
): { title: string; href: Route } | null {
  if (!Object.hasOwn(LIST_PLACES, list)) return null;
  const { title, path } = LIST_PLACES[list as ListName]; // just looked up
  const params = new URLSearchParams([
    ...(view.query === '' ? [] : [['q', view.query]]),
    ...(view.sort === null ? [] : [['sort', view.sort]]),
    ...(view.columns === null ? [] : [['cols', view.columns.join(',')]]),
  ]);
  return { title, href: params.size === 0 ? path : (`${path}?${params.toString()}` as Route) }; // a known page
}
