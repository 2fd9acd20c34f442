import { sql } from 'drizzle-orm';
import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import { executeSet } from '../execute-set.ts';
import { PAYOUT_TYPES } from '../journal/families.ts';
import { FINDINGS_MAX, type Finding, type Invariant } from './invariant.ts';

type Compared = {
  id: string;
  ledger_available: bigint;
  ledger_pending: bigint;
  listed_available: bigint;
  listed_pending: bigint;
  stripe_available: bigint | null;
  stripe_pending: bigint | null;
  unbooked: bigint;
  is_balance_older: boolean;
  has_changed_since_read: boolean;
  read_at: string | null;
};

const IS_AVAILABLE = sql`(status = 'available' or type = any(${sql.param([...PAYOUT_TYPES])}::text[]))`;

/** One row per book and currency, all three sums from one snapshot of the database. Full scan of balance transactions. */
const COMPARISON = sql`
  with listed as (
    select connected_account_id, currency,
           coalesce(sum(net) filter (where balance_type = 'payments' and ${IS_AVAILABLE}), 0)::bigint as available,
           coalesce(sum(net) filter (where balance_type = 'payments' and not ${IS_AVAILABLE}), 0)::bigint as pending,
           count(*) filter (where posted_at is null or (status = 'available' and availability_posted_at is null)) as unbooked,
           max(occurred_at) as newest,
           max(greatest(first_seen_at, posted_at, availability_posted_at)) as changed_at
    from balance_transactions group by connected_account_id, currency
  ), ledger as (
    select connected_account_id, currency,
           coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.available}), 0)::bigint as available,
           coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.pending}), 0)::bigint as pending
    from ledger_balances group by connected_account_id, currency
  ), stripe as (
    select connected_account_id, currency, available, pending, read_at from stripe_balances
  )
  select connected_account_id || ' ' || currency as id,
         coalesce(ledger.available, 0) as ledger_available, coalesce(ledger.pending, 0) as ledger_pending,
         coalesce(listed.available, 0) as listed_available, coalesce(listed.pending, 0) as listed_pending,
         stripe.available as stripe_available, stripe.pending as stripe_pending, stripe.read_at::text as read_at,
         coalesce(listed.unbooked, 0) as unbooked,
         coalesce(listed.newest > stripe.read_at, false) as is_balance_older,
         coalesce(listed.changed_at > stripe.read_at, false) as has_changed_since_read
  from listed full join ledger using (connected_account_id, currency) full join stripe using (connected_account_id, currency)
  order by 1`;

function compare(row: Compared): { outcome: 'held' | 'broken' | 'unknown'; text: string } {
  const isBooked = row.ledger_available === row.listed_available && row.ledger_pending === row.listed_pending;
  const sums = `ledger ${String(row.ledger_available)} available, ${String(row.ledger_pending)} pending; balance transactions ${String(row.listed_available)}, ${String(row.listed_pending)}`;
  if (!isBooked)
    return row.unbooked > 0n
      ? {
          outcome: 'unknown',
          text: `${String(row.unbooked)} balance transactions wait for their booking: ${sums}.`,
        }
      : { outcome: 'broken', text: `The ledger differs from the balance transactions: ${sums}.` };
  if (row.stripe_available === null || row.stripe_pending === null)
    return { outcome: 'unknown', text: 'Stripe’s Balance was not read yet in this currency.' };
  const agrees = row.stripe_available === row.ledger_available && row.stripe_pending === row.ledger_pending;
  const asOf = `Stripe’s Balance as of ${row.read_at ?? 'never'} says ${String(row.stripe_available)} available, ${String(row.stripe_pending)} pending; ${sums}.`;
  if (row.is_balance_older || (!agrees && row.has_changed_since_read))
    return { outcome: 'unknown', text: `Read before the newest balance transaction; read it again. ${asOf}` };
  return agrees ? { outcome: 'held', text: asOf } : { outcome: 'broken', text: asOf };
}

/**
 * Either sign of a difference is a finding. A Balance that is older than the newest row proves nothing, so it is
 * `unknown`; so is a difference that appeared after the Balance was read, because the next read decides it.
 */
export const agreesWithStripe: Invariant = {
  name: 'agrees_with_stripe',
  promise:
    'Per book and currency, the ledger, the sum of balance transactions and Stripe’s Balance are equal.',
  check: async (tx) => {
    const rows = await executeSet<Compared>(tx, COMPARISON);
    const compared = rows.map((row) => ({ id: row.id, ...compare(row) }));
    const broken = compared.filter(({ outcome }) => outcome === 'broken');
    const unknown = compared.filter(({ outcome }) => outcome === 'unknown');
    const findings: Finding[] = [...broken, ...unknown].map(({ id, text }) => ({ id, text }));
    return {
      outcome: broken.length > 0 ? 'broken' : unknown.length > 0 ? 'unknown' : 'held',
      rowsChecked: BigInt(rows.length),
      findingCount: findings.length,
      findings: findings.slice(0, FINDINGS_MAX),
    };
  },
};
