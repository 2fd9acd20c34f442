import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import type { PayoutDetail, PayoutEvent } from '#lib/payouts/types.ts';
import type { Tone } from '../ui/badge.tsx';
import { formatDuration } from '../ui/format-instant.ts';
import { entryTitle, isPayoutReturn } from '../ledger/entry-words.ts';
import { payoutStatus } from './payout-words.ts';
import type { StoryItem } from './story.tsx';

const EVENT: Record<string, { title: string; tone: Tone | undefined }> = {
  'payout.created': { title: 'Payout created', tone: 'info' },
  'payout.updated': { title: 'Payout changed', tone: undefined },
  'payout.paid': { title: 'Marked paid by Stripe', tone: 'paid' },
  'payout.failed': { title: 'Payout failed', tone: 'failed' },
  'payout.canceled': { title: 'Payout cancelled', tone: undefined },
  'payout.reconciliation_completed': { title: 'Stripe finished the list of its contents', tone: undefined },
};

type Told = StoryItem & { readonly rank: number };

/** Stripe's times are whole seconds: where a payout's events stand among each other within one. */
const EVENT_RANK: Readonly<Record<string, number>> = {
  'payout.created': 0,
  'payout.updated': 3,
  'payout.paid': 4,
  'payout.failed': 7,
  'payout.canceled': 7,
  'payout.reconciliation_completed': 10,
};
const LEFT_RANK = 1;
const SETTLED_RANK = 6;
const CAME_BACK_RANK = 8;
/** A status is read after the event that tells of it, and what left or came back with it. */
const STATUS_RANK: Readonly<Record<string, number>> = {
  pending: 2,
  in_transit: 3,
  paid: 5,
  failed: 9,
  canceled: 9,
};

function entryRank(entry: JournalEntryDetail): number {
  if (entry.kind === 'payout_settled') return SETTLED_RANK;
  return isPayoutReturn(entry) ? CAME_BACK_RANK : LEFT_RANK;
}

/** All that is known about a payout in the order in which it happened; within one second, in which it can only have. Pure. */
export function payoutStory(payout: PayoutDetail, entries: readonly JournalEntryDetail[]): StoryItem[] {
  const items: Told[] = [
    ...payout.events.map(eventItem),
    ...payout.statusChanges.map((change) => ({
      key: `status/${change.status}/${change.failureCode ?? ''}`,
      at: change.seenAt,
      rank: STATUS_RANK[change.status] ?? 0,
      tone: payoutStatus(change.status).tone,
      title: `Read from Stripe: ${payoutStatus(change.status).word.toLowerCase()}`,
      detail:
        change.failureCode === null
          ? 'Sluice asked Stripe for the payout and stored this status'
          : `Failure code ${change.failureCode}`,
      id: null,
      href: null,
    })),
    ...entries.map((entry, position) => ({
      key: entry.journalEntryId,
      at: entry.effectiveAt,
      rank: entryRank(entry),
      tone: undefined,
      title: entryTitle(entry),
      detail: `Journal entry J${String(position + 1)}`,
      id: entry.journalEntryId,
      href: `/ledger/entries/${entry.journalEntryId}`,
    })),
  ];
  return items.sort((left, right) => left.at.getTime() - right.at.getTime() || left.rank - right.rank);
}

function eventItem(event: PayoutEvent): Told {
  const words = EVENT[event.type] ?? { title: event.type, tone: undefined };
  const seconds = (event.receivedAt.getTime() - event.occurredAt.getTime()) / 1000;
  const arrived =
    event.arrivedBy === 'backfill'
      ? `found by back-fill ${formatDuration(seconds)} later`
      : `stored ${formatDuration(seconds)} after Stripe made it`;
  const open = event.state === 'processed' || event.state === 'ignored' ? '' : `, ${event.state}`;
  return {
    key: event.stripeEventId,
    at: event.occurredAt,
    rank: EVENT_RANK[event.type] ?? 3,
    tone: words.tone,
    title: words.title,
    detail: `Event ${event.type}, ${arrived}${open}`,
    id: event.stripeEventId,
    href: `/events/${event.stripeEventId}`,
  };
}
