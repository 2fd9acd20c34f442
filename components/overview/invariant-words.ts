import type { InvariantStanding, InvariantState } from '#lib/ledger/types.ts';
import type { Tone } from '../ui/badge.tsx';
import type { IconName } from '../ui/icons.tsx';

/** Short names for a list; the full promise stands on the page of all checks. */
const TITLES: Readonly<Record<string, string>> = {
  entries_balance: 'Every entry balances',
  trial_balance: 'Every book is in balance',
  balance_transactions_booked: 'Every balance transaction is booked once',
  agrees_with_stripe: 'Ledger agrees with Stripe',
  events_processed: 'Every event arrived and was processed',
  partitions_ready: 'Next month has its place',
  paid_at_most_once: 'Paid at most once',
  payouts_attempted: 'No payout without its attempt and booking',
  two_people: 'Two people, never one’s own',
  waits_kept: 'Nothing sent before its wait',
  bands_agreed: 'Bands looser only by agreement',
  stops_whole: 'A stop is whole while it stands',
  bookings_on_record: 'Every booking is on record',
  audit_unbroken: 'The record is as it was written',
};

/** A check that is newer than this list is named by its own words. */
export function invariantTitle(name: string): string {
  return TITLES[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}

const grouped = new Intl.NumberFormat('en-GB');

/** How it stands, in a few words. */
export function standingInWords({ standing, decidedBy }: InvariantState): string {
  if (decidedBy === null) return 'Not checked yet';
  const { findingCount, rowsChecked } = decidedBy;
  const found = `${grouped.format(findingCount)} ${findingCount === 1 ? 'finding' : 'findings'}`;
  switch (standing) {
    case 'broken':
      return found;
    case 'stale':
      return 'Not checked for too long';
    case 'unknown':
      return `Cannot be said yet, ${found}`;
    case 'held':
    case 'never':
      return `${grouped.format(rowsChecked)} checked`;
  }
}

type Mark = { tone: Tone; icon: IconName; word: string };

/** One mark and one word for each standing, the same on every page. */
export const STANDINGS: Readonly<Record<InvariantStanding, Mark>> = {
  held: { tone: 'paid', icon: 'check', word: 'Holds' },
  broken: { tone: 'failed', icon: 'cross', word: 'Broken' },
  unknown: { tone: 'held', icon: 'bang', word: 'Unknown' },
  stale: { tone: 'held', icon: 'bang', word: 'Stale' },
  never: { tone: 'held', icon: 'bang', word: 'Not checked yet' },
};
