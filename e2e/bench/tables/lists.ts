import { countAuditRecords, readAuditList } from '#lib/audit/queries.ts';
import type { AuditFilter } from '#lib/audit/types.ts';
import { countJournalEntries, readJournalEntryList } from '#lib/ledger/journal-entry-queries.ts';
import type { JournalEntryFilter } from '#lib/ledger/types.ts';
import { readPageRequest, type PageRequest } from '#lib/paging.ts';
import { countStripeEvents, readStripeEventList } from '#lib/stripe-events/queries.ts';
import type { StripeEventFilter } from '#lib/stripe-events/types.ts';
import { viewer, type MeasuredList } from './measure.ts';

/** Every kind of filter that the inbox offers, common and rare values, wide and narrow ranges. */
const EVENT_VIEWS: Record<string, StripeEventFilter> = {
  first: {},
  'state:failed': { state: 'failed' },
  'state:ignored': { state: 'ignored' },
  'state:received': { state: 'received' },
  'type:payout.failed': { type: 'payout.failed' },
  'arrived_by:backfill': { arrivedBy: 'backfill' },
  'three choices': { type: 'payout.paid', state: 'processed', arrivedBy: 'webhook' },
  'created: a day': { createdFrom: '2026-10-01T22:00:00Z', createdBefore: '2026-10-02T22:00:00Z' },
  'created: 19 months': { createdFrom: '2025-03-01T22:00:00Z', createdBefore: '2026-10-11T22:00:00Z' },
  'created: 19 months, state:failed': {
    createdFrom: '2025-03-01T22:00:00Z',
    createdBefore: '2026-10-11T22:00:00Z',
    state: 'failed',
  },
  'account with 368,000': { connectedAccountId: 'acct_1' },
  'account with 500': { connectedAccountId: 'acct_9000' },
  'account with 500, state:processed': { connectedAccountId: 'acct_9000', state: 'processed' },
  'words of a name': { words: ['seller', '9000'] },
  'an object': { id: 'po_1c4ca4238a0b923820dcc509a' },
};

const EVENTS_REFUSED: Record<string, StripeEventFilter> = {
  'account with 368,000, state:failed': { connectedAccountId: 'acct_1', state: 'failed' },
  'words of 20,000 names': { words: ['seller'] },
};

const ENTRY_VIEWS: Record<string, JournalEntryFilter> = {
  first: {},
  'kind:refund': { kind: 'refund' },
  'kind:unknown': { kind: 'unknown' },
  'currency:eur': { currency: 'eur' },
  'currency:kwd kind:dispute': { currency: 'kwd', kind: 'dispute' },
  'effective: a day': { effectiveFrom: '2026-10-01T22:00:00Z', effectiveBefore: '2026-10-02T22:00:00Z' },
  'effective: 19 months': {
    effectiveFrom: '2025-03-01T22:00:00Z',
    effectiveBefore: '2026-10-11T22:00:00Z',
  },
  'book with 368,000': { connectedAccountId: 'acct_1' },
  'book with 500': { connectedAccountId: 'acct_9000' },
  'book with 500, currency:eur': { connectedAccountId: 'acct_9000', currency: 'eur' },
  'words of a name': { words: ['seller', '9000'] },
};

const ENTRIES_REFUSED: Record<string, JournalEntryFilter> = {
  'book with 368,000, currency:kwd kind:unknown': {
    connectedAccountId: 'acct_1',
    currency: 'kwd',
    kind: 'unknown',
  },
  'words of 20,000 names': { words: ['seller'] },
};

const AUDIT_VIEWS: Record<string, AuditFilter> = {
  first: {},
  'outcome:refused': { outcome: 'refused' },
  'by:operator': { actorKind: 'operator' },
  'action:note.add': { action: 'note.add' },
  'action:note.add, refused': { action: 'note.add', outcome: 'refused' },
  'a person': { actorId: 'opr_70' },
  'a subject': { subject: 'po_1c4ca4238a0b923820dcc509a' },
  'recorded: a day': { recordedFrom: '2026-10-01T22:00:00Z', recordedBefore: '2026-10-02T22:00:00Z' },
  'account with much': { connectedAccountId: 'acct_1' },
};

const AUDIT_REFUSED: Record<string, AuditFilter> = {
  'a person, action:session.end, refused': { actorId: 'opr_70', action: 'session.end', outcome: 'refused' },
};

/** @param scope the list's name in cursors @param read one page with counts, sums and facets @param count facets alone */
function listOf<Filter extends Readonly<Record<string, unknown>>>(
  names: Pick<MeasuredList, 'table' | 'at' | 'id'> & { list: string },
  [views, refused]: readonly [Record<string, Filter>, Record<string, Filter>],
  read: (filter: Filter, request: PageRequest) => Promise<unknown>,
  count: () => Promise<unknown>,
): MeasuredList {
  const { list, ...table } = names;
  const page = (filter: Filter, cursor?: string) =>
    read(filter, readPageRequest({ list, filter: { ...filter, sort: 'newest' } }, { cursor }));
  const worksOf = (named: Record<string, Filter>) =>
    Object.fromEntries(Object.entries(named).map(([name, filter]) => [name, () => page(filter)]));
  const { first } = views;
  if (first === undefined) throw new Error('A list opens with its first page.');
  return {
    ...table,
    works: { ...worksOf(views), 'count alone': count },
    hopeless: worksOf(refused),
    deep: (cursor) => page(first, cursor),
    scope: { list, filter: { ...first, sort: 'newest' } },
  };
}

export const MEASURED_LISTS = {
  events: listOf(
    { list: 'events', table: 'stripe_events', at: 'occurred_at', id: 'stripe_event_id' },
    [EVENT_VIEWS, EVENTS_REFUSED],
    (filter, request) => readStripeEventList(viewer, filter, 'newest', request),
    () => countStripeEvents(viewer, {}),
  ),
  entries: listOf(
    { list: 'journal-entries', table: 'journal_entries', at: 'effective_at', id: 'journal_entry_id' },
    [ENTRY_VIEWS, ENTRIES_REFUSED],
    (filter, request) => readJournalEntryList(viewer, filter, 'newest', request),
    () => countJournalEntries(viewer, {}),
  ),
  audit: listOf(
    { list: 'audit', table: 'audit_records', at: 'recorded_at', id: 'audit_record_id' },
    [AUDIT_VIEWS, AUDIT_REFUSED],
    (filter, request) => readAuditList(viewer, filter, 'newest', request),
    () => countAuditRecords(viewer, {}),
  ),
} as const satisfies Record<string, MeasuredList>;
