import type { Route } from 'next';
import type { SearchHit } from '#lib/overview/types.ts';
import { lifecycleWord } from '../connected-accounts/account-words.ts';

const KINDS: Record<SearchHit['kind'], { many: string; path: string }> = {
  connected_account: { many: 'Connected accounts', path: '/connected-accounts' },
  payout_request: { many: 'Payout requests', path: '/payouts' },
  payout: { many: 'Payouts', path: '/payouts' },
  stripe_event: { many: 'Events', path: '/events' },
  journal_entry: { many: 'Journal entries', path: '/ledger/entries' },
  person: { many: 'People', path: '/settings/people#' },
};

export function kindWord(kind: SearchHit['kind']): string {
  return KINDS[kind].many;
}

export function hitHref({ kind, id }: Pick<SearchHit, 'kind' | 'id'>): Route {
  const { path } = KINDS[kind];
  return `${path}${path.endsWith('#') ? '' : '/'}${encodeURIComponent(id)}` as Route; // a known page and an id
}

/** What it is beside its title; of an account, where it stands in the words of its list. */
export function hitDetail({ detail, standing }: SearchHit): string {
  return standing === undefined ? detail : `${detail} · ${lifecycleWord(standing).word}`;
}
