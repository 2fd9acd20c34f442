import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { LEDGER_ACCOUNT, PLATFORM_BOOK } from '../chart-of-accounts.ts';
import { executeSet } from '../execute-set.ts';
import { PAYOUT_TYPES } from '../journal/families.ts';
import { iso } from './invariant.ts';

/** One book and currency: what the ledger says, what its balance transactions sum to, and what Stripe's Balance said. */
export type ComparedBook = {
  id: string;
  connected_account_id: string;
  ledger_available: bigint;
  ledger_pending: bigint;
  ledger_reserved: bigint;
  listed_available: bigint;
  listed_pending: bigint;
  listed_reserved: bigint;
  stripe_available: bigint;
  stripe_pending: bigint;
  stripe_reserved: bigint;
  /** Buckets outside of available and pending in which ledger and balance transactions differ, in words; null when none does. */
  elsewhere: string | null;
  unbooked: bigint;
  is_balance_older: boolean;
  has_changed_since_read: boolean;
  /** Something that the Balance does not know of has waited too long for the next read. */
  has_waited: boolean;
  is_old: boolean;
  is_too_old: boolean;
  read_at: string | null;
  deauthorized_at: string | null;
  /** Whether available and pending together were, when the Balance was read, what the balance transactions up to then sum to. */
  agreed_when_read: boolean;
};

/** A back-fill reads every Balance every five minutes; three missed turns are no longer a matter of waiting. */
export const READ_AGAIN_WITHIN = '15 minutes';
/** What a Balance said longer ago than this says nothing about now. */
export const PROOF_FOR = '1 hour';
/** From here on nobody reads this Balance any more. */
export const READ_WITHIN = '2 hours';

const IS_AVAILABLE = sql`(status = 'available' or type = any(${sql.param([...PAYOUT_TYPES])}::text[]))`;
const IS_RESERVE = sql`(connected_account_id = ${PLATFORM_BOOK} and type = 'reserve_transaction')`;
const CHANGED_AT = sql`greatest(first_seen_at, posted_at, availability_posted_at)`;

/** Stripe's special balances, of which the Balance object says nothing that Sluice reads: ledger account, condition, name. */
const ELSEWHERE = [
  [LEDGER_ACCOUNT.riskReserve, sql`balance_type = 'risk_reserved'`, '1140 risk reserve'],
  [LEDGER_ACCOUNT.prefunding, sql`balance_type = 'refund_and_dispute_prefunding'`, '1150 prefunding'],
  [LEDGER_ACCOUNT.issuing, sql`balance_type = 'issuing'`, '1160 issuing'],
  [
    LEDGER_ACCOUNT.unknownBucket,
    sql`balance_type not in ('payments', 'risk_reserved', 'refund_and_dispute_prefunding', 'issuing')`,
    '1170 unknown bucket',
  ],
] as const;

const column = (prefix: string, code: number): SQL => sql.raw(`${prefix}_${String(code)}`);

/** The balance of an asset account of a book in `ledger_balances`. */
const balanceOf = (code: number): SQL =>
  sql`coalesce(sum(debits - credits) filter (where ledger_account_code = ${code}), 0)::bigint`;

const NEWS = sql`
  count(*) filter (where posted_at is null or (status = 'available' and availability_posted_at is null)) as unbooked,
  max(occurred_at) as newest,
  max(${CHANGED_AT}) as changed_at,
  least(min(first_seen_at) filter (where read_at is null or occurred_at > read_at),
        min(${CHANGED_AT}) filter (where ${CHANGED_AT} > read_at)) as waits_since`;

/** Whole sums of the balance transactions of the given connected accounts, or of all. */
function listedWhole(owners: readonly string[] | null): SQL {
  const elsewhere = ELSEWHERE.map(
    ([code, condition]) =>
      sql`coalesce(sum(net) filter (where ${condition}), 0)::bigint as ${column('listed', code)}`,
  );
  return sql`
    select connected_account_id, currency, ${NEWS},
           coalesce(sum(net) filter (where balance_type = 'payments' and ${IS_AVAILABLE}), 0)::bigint as available,
           coalesce(sum(net) filter (where balance_type = 'payments' and not ${IS_AVAILABLE}), 0)::bigint as pending,
           coalesce(-sum(amount) filter (where ${IS_RESERVE}), 0)::bigint as reserved,
           -- Stripe's times are whole seconds: one of the same second may have come before or after the read.
           coalesce(sum(net) filter (where balance_type = 'payments' and occurred_at <= read_at), 0)::bigint as up_to_read,
           coalesce(sum(net) filter (where balance_type = 'payments' and occurred_at < date_trunc('second', read_at)), 0)::bigint as before_read,
           ${sql.join(elsewhere, sql`, `)}
    from balance_transactions left join read using (connected_account_id)
    ${owners === null ? sql`` : sql`where connected_account_id = any(${sql.param([...owners])}::text[])`}
    group by connected_account_id, currency`;
}

/** Only what the newest balance transactions say about time; their sums are taken from the ledger, unproven. */
function listedRecently(from: Date): SQL {
  return sql`
    select connected_account_id, currency, ${NEWS}
    from balance_transactions left join read using (connected_account_id)
    where occurred_at >= ${from.toISOString()}::timestamptz
    group by connected_account_id, currency`;
}

/** What to compare: `whole` sums up balance transactions, of all books or of these; `recent` reads those since `from`. */
export type ComparedPart = { whole: readonly string[] | null } | { recent: Date };

/**
 * One row per book and currency, all sums from one snapshot of the database.
 * A read of Stripe's Balance covers all currencies, so one that it does not list is empty as of the newest read.
 */
export function compareBooks(
  tx: Transaction,
  now: Date,
  part: ComparedPart,
): Promise<readonly ComparedBook[]> {
  const isWhole = 'whole' in part;
  const owners = isWhole ? part.whole : null;
  const ofOwners =
    owners === null ? sql`` : sql`where connected_account_id = any(${sql.param([...owners])}::text[])`;
  const at = sql`${now.toISOString()}::timestamptz`;
  const listed = (name: 'available' | 'pending' | 'reserved'): SQL =>
    isWhole ? sql`listed.${sql.raw(name)}` : sql`ledger.${sql.raw(name)}`;
  const elsewhere = ELSEWHERE.map(
    ([code, , name]) => sql`
      case when coalesce(ledger.${column('ledger', code)}, 0) <> coalesce(listed.${column('listed', code)}, 0)
        then format('%s: ledger %s, balance transactions %s', ${name}::text,
                    coalesce(ledger.${column('ledger', code)}, 0), coalesce(listed.${column('listed', code)}, 0)) end`,
  );
  return executeSet<ComparedBook>(
    tx,
    sql`
    with read as (
      select connected_account_id, max(read_at) as read_at from stripe_balances group by connected_account_id
    ), listed as (${isWhole ? listedWhole(owners) : listedRecently(part.recent)}
    ), ledger as (
      select connected_account_id, currency, ${balanceOf(LEDGER_ACCOUNT.available)} as available,
             ${balanceOf(LEDGER_ACCOUNT.pending)} as pending, ${balanceOf(LEDGER_ACCOUNT.connectReserved)} as reserved,
             ${sql.join(
               ELSEWHERE.map(([code]) => sql`${balanceOf(code)} as ${column('ledger', code)}`),
               sql`, `,
             )}
      from ledger_balances ${ofOwners} group by connected_account_id, currency
    ), stripe as (
      select connected_account_id, currency, available, pending, connect_reserved as reserved
      from stripe_balances ${ofOwners}
    )
    select connected_account_id || ' ' || currency as id, connected_account_id,
           coalesce(ledger.available, 0) as ledger_available, coalesce(ledger.pending, 0) as ledger_pending,
           coalesce(ledger.reserved, 0) as ledger_reserved,
           coalesce(${listed('available')}, 0) as listed_available, coalesce(${listed('pending')}, 0) as listed_pending,
           coalesce(${listed('reserved')}, 0) as listed_reserved,
           coalesce(stripe.available, 0) as stripe_available, coalesce(stripe.pending, 0) as stripe_pending,
           coalesce(stripe.reserved, 0) as stripe_reserved,
           ${isWhole ? sql`nullif(concat_ws('; ', ${sql.join(elsewhere, sql`, `)}), '')` : sql`null`} as elsewhere,
           ${iso(sql`read.read_at`)} as read_at,
           coalesce(listed.unbooked, 0) as unbooked,
           coalesce(listed.newest > read.read_at, false) as is_balance_older,
           coalesce(listed.changed_at > read.read_at, false) as has_changed_since_read,
           coalesce(listed.waits_since < ${at} - ${READ_AGAIN_WITHIN}::interval, false) as has_waited,
           coalesce(read.read_at < ${at} - ${PROOF_FOR}::interval, false) as is_old,
           coalesce(read.read_at < ${at} - ${READ_WITHIN}::interval, false) as is_too_old,
           ${iso(sql`connected_accounts.deauthorized_at`)} as deauthorized_at,
           ${
             isWhole
               ? sql`coalesce(stripe.available, 0) + coalesce(stripe.pending, 0)
                     in (coalesce(listed.up_to_read, 0), coalesce(listed.before_read, 0))`
               : sql`false`
           } as agreed_when_read
    from listed full join ledger using (connected_account_id, currency) full join stripe using (connected_account_id, currency)
    left join read using (connected_account_id) left join connected_accounts using (connected_account_id)
    order by 1`,
  );
}
