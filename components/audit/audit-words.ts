import type { Route } from 'next';
import type { ActorKind, AuditOutcome, AuditRow } from '#lib/audit/types.ts';

export const KIND_WORDS: Readonly<Record<ActorKind, string>> = {
  operator: 'person',
  job: 'job',
  stripe_event: 'Stripe event',
  connected_account_owner: 'connected account’s owner',
  visitor: 'visitor without a session',
};

export const OUTCOME_WORDS: Readonly<Record<AuditOutcome, string>> = { done: 'Done', refused: 'Refused' };

/** `Anna Lindqvist`, an owner's address, or the id of whoever has no name any more. */
export function actorWords({
  actorKind,
  actorName,
  actorId,
}: Pick<AuditRow, 'actorKind' | 'actorName' | 'actorId'>): string {
  if (actorName !== null || actorKind !== 'connected_account_owner') return actorName ?? actorId;
  return actorId.slice(actorId.indexOf('/') + 1);
}

/** Pages that an id opens, by its prefix. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ['acct', '/connected-accounts'],
  ['po', '/payouts'],
  ['prq', '/payouts'],
  ['evt', '/events'],
  ['jnl', '/ledger/entries'],
]);

/** The page of what a row is about; null when it has none. */
export function subjectHref(subject: string): Route | null {
  const prefix = /^([a-z]+)_\w+$/.exec(subject)?.[1];
  const page = prefix === undefined ? undefined : PAGES.get(prefix);
  return page === undefined ? null : (`${page}/${subject}` as Route); // a page for each id of that kind
}
