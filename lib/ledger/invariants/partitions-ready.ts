import { sql } from 'drizzle-orm';
import { findOffences, verdict, type Invariant } from './invariant.ts';

/** Partitioned by month; the default partition is for what is older than the first month only. */
const PARENTS = [
  'stripe_events',
  'stripe_event_bodies',
  'balance_transactions',
  'journal_entries',
  'postings',
];

export const partitionsReady: Invariant = {
  name: 'partitions_ready',
  promise:
    'Every month up to the next one has its partitions, so that no recent row falls into a default partition.',
  timed: null,
  limit: null,
  check: async (tx, { now }) => {
    // A month without its partition is exactly a month whose rows land in the default one; nothing needs to be scanned.
    const found = await findOffences(
      tx,
      sql`
      select expected as id, 'This month has no partition: its rows fall into the default partition, which nobody can detach later.' as text
      from unnest(${sql.param(PARENTS)}::text[]) as parent
      cross join lateral (
        select min(substring(relname from '[0-9]{4}_[0-9]{2}$')) as first
        from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = parent::regclass
      ) as covered
      cross join lateral generate_series(
        coalesce(to_timestamp(covered.first, 'YYYY_MM'), date_trunc('month', ${now.toISOString()}::timestamptz)),
        date_trunc('month', ${now.toISOString()}::timestamptz) + interval '1 month', interval '1 month') as month
      cross join lateral (select parent || to_char(month, '"_"YYYY"_"MM') as expected) as named
      where to_regclass(expected) is null`,
    );
    return verdict(BigInt(PARENTS.length), found);
  },
};
