import type {
  Arrival,
  StripeEventRow,
  StripeEventState,
  StripeEventTrace,
} from '#lib/stripe-events/types.ts';
import type { Tone } from '../ui/badge.tsx';

export const STATE_WORDS: Record<StripeEventState, { word: string; tone: Tone | undefined }> = {
  received: { word: 'Waiting', tone: 'held' },
  processed: { word: 'Processed', tone: 'paid' },
  ignored: { word: 'Ignored', tone: undefined },
  failed: { word: 'Failed', tone: 'failed' },
};

export const ARRIVAL_WORDS: Record<Arrival, string> = { webhook: 'Webhook', backfill: 'Back-fill' };

/** In the order of the tabs. */
export const STATES = ['received', 'processed', 'ignored', 'failed'] as const satisfies StripeEventState[];

/** `platform` is ours; an account that was not read yet is named by its id. */
export function bookName(row: Pick<StripeEventRow, 'connectedAccountId' | 'connectedAccountName'>): string {
  return row.connectedAccountId === 'platform'
    ? 'Platform'
    : (row.connectedAccountName ?? row.connectedAccountId);
}

/** What is being read again, as a person says it. */
export function refreshInWords(refresh: NonNullable<StripeEventTrace['refreshes']>[number]): string {
  switch (refresh.kind) {
    case 'connected_account':
      return 'The connected account with its settings and destinations';
    case 'balance_transactions':
      return 'New balance transactions, which are then booked';
    case 'balance':
      return 'The Balance, to compare with the books';
    case 'payout':
      return `The payout ${refresh.payoutId}`;
    case 'dispute':
      return `The dispute ${refresh.disputeId}`;
  }
}

/** What became of the event, in one sentence. */
export function standingInWords(trace: StripeEventTrace): string {
  switch (trace.state) {
    case 'received':
      return trace.attempts === 0
        ? 'It is stored and waits for a worker.'
        : `It was tried ${times(trace.attempts)} and waits for the next attempt.`;
    case 'processed':
      return trace.lastError === null
        ? `What it told was read again from Stripe${whatIsBooked(trace.balanceTransactions)}`
        : 'The account has disconnected the platform, so what it told could not be read again and nothing of it is booked.';
    case 'ignored':
      return trace.setAside === null
        ? 'Nothing here acts on this type. It is kept as evidence.'
        : `It could not be processed, and ${trace.setAside.by} set it aside. It is kept as evidence.`;
    case 'failed':
      return `It was tried ${times(trace.attempts)} and did not hold up any other. Replay it when the cause is gone, or set it aside.`;
  }
}

function whatIsBooked(balanceTransactions: StripeEventTrace['balanceTransactions']): string {
  if (balanceTransactions.length === 0) return '; nothing is booked for its object.';
  const waiting = balanceTransactions.filter(({ postedAt }) => postedAt === null).length;
  if (waiting === 0) return ', and everything is booked.';
  return waiting === 1
    ? '; 1 balance transaction waits for its booking.'
    : `; ${String(waiting)} balance transactions wait for their booking.`;
}

/** Why no journal entry stands under an event none of whose balance transactions waits. */
export function bookingsInWords(balanceTransactions: StripeEventTrace['balanceTransactions']): string {
  return balanceTransactions.length === 0
    ? 'No balance transaction has this object as its source, so nothing is booked for it.'
    : 'Its balance transactions are marked as booked, and no journal entry is there. The checks of the books name such a source.';
}

function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`;
}

/** Seconds between Stripe's creation and ours; Stripe's times have whole seconds, so less than one is noise. */
export function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, (to.getTime() - from.getTime()) / 1000);
}
