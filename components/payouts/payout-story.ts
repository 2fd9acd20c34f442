import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import type { PayoutDetail, PayoutEvent } from '#lib/payouts/types.ts';
import type { Tone } from '../ui/badge.tsx';
import { formatDuration } from '../ui/format-instant.ts';
import { entryTitle } from '../ledger/entry-words.ts';
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

/** All that is known about a payout in the order in which it happened. Pure. */
export function payoutStory(payout: PayoutDetail, entries: readonly JournalEntryDetail[]): StoryItem[] {
  const items: StoryItem[] = [
    ...payout.events.map(eventItem),
    ...payout.statusChanges.map((change) => ({
      key: `status/${change.status}/${change.failureCode ?? ''}`,
      at: change.seenAt,
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
      tone: undefined,
      title: entryTitle(entry),
      detail: `Journal entry J${String(position + 1)}`,
      id: entry.journalEntryId,
      href: `/ledger/entries/${entry.journalEntryId}`,
    })),
  ];
  return items.sort((left, right) => left.at.getTime() - right.at.getTime());
}

function eventItem(event: PayoutEvent): StoryItem {
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
    tone: words.tone,
    title: words.title,
    detail: `Event ${event.type}, ${arrived}${open}`,
    id: event.stripeEventId,
    href: `/events/${event.stripeEventId}`,
  };
}
