import { sql, type SQL } from 'drizzle-orm';
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
  stripe_available: bigint;
  stripe_pending: bigint;
  unbooked: bigint;
  is_balance_older: boolean;
  has_changed_since_read: boolean;
  /** Something that the Balance does not know of has waited too long for the next read. */
  has_waited: boolean;
  is_old: boolean;
  is_too_old: boolean;
  is_deauthorized: boolean;
  read_at: string | null;
};

type Outcome = 'held' | 'broken' | 'unknown';

const IS_AVAILABLE = sql`(status = 'available' or type = any(${sql.param([...PAYOUT_TYPES])}::text[]))`;

/** A back-fill reads every Balance every five minutes; three missed turns are no longer a matter of waiting. */
const READ_AGAIN_WITHIN = '15 minutes';
/** What a Balance said longer ago than this says nothing about now. */
const PROOF_FOR = '1 hour';
/** From here on nobody reads this Balance any more. */
const READ_WITHIN = '2 hours';

/**
 * One row per book and currency, all three sums from one snapshot of the database. Full scan of balance transactions.
 * A read of Stripe's Balance covers all currencies, so one that it does not list is empty as of the newest read.
 */
const comparison = (at: string): SQL => sql`
  with read as (
    select connected_account_id, max(read_at) as read_at from stripe_balances group by connected_account_id
  ), listed as (
    select connected_account_id, currency,
           coalesce(sum(net) filter (where balance_type = 'payments' and ${IS_AVAILABLE}), 0)::bigint as available,
           coalesce(sum(net) filter (where balance_type = 'payments' and not ${IS_AVAILABLE}), 0)::bigint as pending,
           count(*) filter (where posted_at is null or (status = 'available' and availability_posted_at is null)) as unbooked,
           max(occurred_at) as newest,
           max(greatest(first_seen_at, posted_at, availability_posted_at)) as changed_at,
           least(min(first_seen_at) filter (where read_at is null or occurred_at > read_at),
                 min(greatest(first_seen_at, posted_at, availability_posted_at))
                   filter (where greatest(first_seen_at, posted_at, availability_posted_at) > read_at)) as waits_since
    from balance_transactions left join read using (connected_account_id) group by connected_account_id, currency
  ), ledger as (
    select connected_account_id, currency,
           coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.available}), 0)::bigint as available,
           coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.pending}), 0)::bigint as pending
    from ledger_balances group by connected_account_id, currency
  ), stripe as (
    select connected_account_id, currency, available, pending from stripe_balances
  )
  select connected_account_id || ' ' || currency as id,
         coalesce(ledger.available, 0) as ledger_available, coalesce(ledger.pending, 0) as ledger_pending,
         coalesce(listed.available, 0) as listed_available, coalesce(listed.pending, 0) as listed_pending,
         coalesce(stripe.available, 0) as stripe_available, coalesce(stripe.pending, 0) as stripe_pending,
         read.read_at::text as read_at,
         coalesce(listed.unbooked, 0) as unbooked,
         coalesce(listed.newest > read.read_at, false) as is_balance_older,
         coalesce(listed.changed_at > read.read_at, false) as has_changed_since_read,
         coalesce(listed.waits_since < ${at}::timestamptz - ${READ_AGAIN_WITHIN}::interval, false) as has_waited,
         coalesce(read.read_at < ${at}::timestamptz - ${PROOF_FOR}::interval, false) as is_old,
         coalesce(read.read_at < ${at}::timestamptz - ${READ_WITHIN}::interval, false) as is_too_old,
         connected_accounts.deauthorized_at is not null as is_deauthorized
  from listed full join ledger using (connected_account_id, currency) full join stripe using (connected_account_id, currency)
  left join read using (connected_account_id) left join connected_accounts using (connected_account_id)
  order by 1`;

function compare(row: Compared): { outcome: Outcome; text: string } {
  const isBooked = row.ledger_available === row.listed_available && row.ledger_pending === row.listed_pending;
  const sums = `ledger ${String(row.ledger_available)} available, ${String(row.ledger_pending)} pending; balance transactions ${String(row.listed_available)}, ${String(row.listed_pending)}`;
  if (!isBooked)
    return row.unbooked > 0n
      ? {
          outcome: 'unknown',
          text: `${String(row.unbooked)} balance transactions wait for their booking: ${sums}.`,
        }
      : { outcome: 'broken', text: `The ledger differs from the balance transactions: ${sums}.` };
  if (row.read_at === null) return unproven(row, 'Stripe’s Balance was not read yet.');
  const agrees = row.stripe_available === row.ledger_available && row.stripe_pending === row.ledger_pending;
  const asOf = `Stripe’s Balance as of ${row.read_at} says ${String(row.stripe_available)} available, ${String(row.stripe_pending)} pending; ${sums}.`;
  if (row.is_balance_older || (!agrees && row.has_changed_since_read))
    return unproven(row, `Read before the newest balance transaction; read it again. ${asOf}`);
  if (!agrees) return { outcome: 'broken', text: asOf };
  return row.is_old
    ? unproven(row, `Read more than ${PROOF_FOR} ago, which proves nothing about now. ${asOf}`)
    : { outcome: 'held', text: asOf };
}

/** What only a new read of the Balance can decide: `unknown` while one is due, `broken` when none came. */
function unproven(row: Compared, text: string): { outcome: Outcome; text: string } {
  if (row.is_deauthorized)
    return {
      outcome: 'unknown',
      text: `The account has disconnected, so its Balance cannot be read any more. ${text}`,
    };
  if (row.is_too_old)
    return { outcome: 'broken', text: `Nobody has read this Balance for more than ${READ_WITHIN}. ${text}` };
  if (row.has_waited)
    return {
      outcome: 'broken',
      text: `No read of the Balance for more than ${READ_AGAIN_WITHIN} since it was due. ${text}`,
    };
  return { outcome: 'unknown', text };
}

/**
 * Either sign of a difference is a finding. A Balance that is older than the newest row or than an hour proves nothing,
 * so it is `unknown`; so is a difference that appeared after the Balance was read, because the next read decides it.
 * When that read does not come, the promise is broken, except for accounts that have disconnected us.
 */
export const agreesWithStripe: Invariant = {
  name: 'agrees_with_stripe',
  promise:
    'Per book and currency, the ledger, the sum of balance transactions and Stripe’s Balance are equal.',
  check: async (tx, { now }) => {
    const rows = await executeSet<Compared>(tx, comparison(now.toISOString()));
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
