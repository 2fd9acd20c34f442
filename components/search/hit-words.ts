import type { Route } from 'next';
import type { SearchHit } from '#lib/overview/types.ts';

const KINDS: Record<SearchHit['kind'], { many: string; path: string }> = {
  connected_account: { many: 'Connected accounts', path: '/connected-accounts' },
  payout_request: { many: 'Payout requests', path: '/payouts' },
  payout: { many: 'Payouts', path: '/payouts' },
  stripe_event: { many: 'Events', path: '/events' },
  journal_entry: { many: 'Journal entries', path: '/ledger/entries' },
};

export function kindWord(kind: SearchHit['kind']): string {
  return KINDS[kind].many;
}

export function hitHref({ kind, id }: Pick<SearchHit, 'kind' | 'id'>): Route {
  return `${KINDS[kind].path}/${encodeURIComponent(id)}` as Route; // a known page and an id
}
