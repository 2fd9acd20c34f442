import type { InvariantState } from '#lib/ledger/types.ts';

/** Short names for a list; the full promise stands on the page of all checks. */
const TITLES: Readonly<Record<string, string>> = {
  entries_balance: 'Every entry balances',
  trial_balance: 'Every book is in balance',
  balance_transactions_booked: 'Every balance transaction is booked once',
  agrees_with_stripe: 'Ledger agrees with Stripe',
  events_processed: 'Every event arrived and was processed',
  partitions_ready: 'Next month has its place',
  paid_at_most_once: 'Paid at most once',
  bookings_on_record: 'Every booking is on record',
};

/** A check that is newer than this list is named by its own words. */
export function invariantTitle(name: string): string {
  return TITLES[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}

const grouped = new Intl.NumberFormat('en-GB');

/** How it stands, in a few words. */
export function invariantStanding(run: InvariantState['run']): string {
  if (run === null) return 'Not checked yet';
  const found = `${grouped.format(run.findingCount)} ${run.findingCount === 1 ? 'finding' : 'findings'}`;
  switch (run.outcome) {
    case 'broken':
      return found;
    case 'unknown':
      return `Cannot be said yet, ${found}`;
    case 'held':
      return `${grouped.format(run.rowsChecked)} checked`;
  }
}
