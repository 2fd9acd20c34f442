import { sql } from 'drizzle-orm';
import { DomainError } from '../errors.ts';
import { planSearch, type IndexedSearch } from '../tables/index-paths.ts';
import type { IndexedTable } from '../tables/kinds.ts';
import { accountsOf } from '../tables/named-accounts.ts';
import type { StripeEventFilter } from './types.ts';

export const EVENT_INDEXES: IndexedTable = {
  table: 'stripe_events',
  id: 'stripe_event_id',
  at: 'occurred_at',
  kind: ['type', 'state', 'arrived_by'],
  counters: { counts: 'stripe_event_counts', changes: 'stripe_event_count_changes' },
  carried: [],
  many: 'events',
  toNarrow: ['add account:acct_…'],
};

/** @throws DomainError `precondition_failed` when a name fits too many connected accounts; `invalid_input` for no time */
export async function planEventSearch(filter: StripeEventFilter): Promise<IndexedSearch> {
  const { id, createdFrom, createdBefore } = filter;
  for (const bound of [createdFrom, createdBefore])
    if (bound !== undefined && Number.isNaN(Date.parse(bound)))
      throw new DomainError('invalid_input', `Not a time: ${bound}`);
  return planSearch(EVENT_INDEXES, {
    chosen: chosenOf(filter),
    accounts: await accountsOf(filter),
    from: createdFrom,
    before: createdBefore,
    pointer:
      id === undefined ? null : id.startsWith('evt_') ? sql`stripe_event_id = ${id}` : sql`object_id = ${id}`,
    asked: null,
  });
}

export function chosenOf({ type, state, arrivedBy }: StripeEventFilter) {
  return { type, state, arrived_by: arrivedBy };
}
