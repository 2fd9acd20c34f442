import { sql } from 'drizzle-orm';
import { assert } from '../assert.ts';
import type { Transaction } from '../db/transaction.ts';
import { arrayLiteral, type ArrayElement, unixSeconds } from './array-literal.ts';
import { executeSet } from './execute-set.ts';
import type { BalanceTransactionRow } from './types.ts';

type Stored = { added: number; became_available: number; new_ids: string[] | null };

const COLUMNS = sql`id, at, owner, currency, amount, fee, net, details, type, category, balance_type, status, available_at,
  source_id, rate, description, posted_at, availability_posted_at`;

/** The rows as a table that a statement can read. */
function asTable(
  rows: readonly BalanceTransactionRow[],
  isAvailabilityBooked: (row: BalanceTransactionRow) => boolean,
) {
  const column = (read: (row: BalanceTransactionRow) => ArrayElement) =>
    sql.param(arrayLiteral(rows.map(read)));
  return sql`(
    select id, to_timestamp(at), owner, currency, amount, fee, net, details, type, category, balance_type, status,
           to_timestamp(available_at), source_id, rate, description, now(), case when is_availability_booked then now() end
    from unnest(
      ${column((row) => row.balanceTransactionId)}::text[], ${column((row) => unixSeconds(row.occurredAt))}::float8[],
      ${column((row) => row.connectedAccountId)}::text[], ${column((row) => row.currency)}::text[],
      ${column((row) => row.amount)}::bigint[], ${column((row) => row.fee)}::bigint[], ${column((row) => row.net)}::bigint[],
      ${column((row) => JSON.stringify(row.feeDetails))}::jsonb[],
      ${column((row) => row.type)}::text[], ${column((row) => row.reportingCategory)}::text[],
      ${column((row) => row.balanceType)}::text[], ${column((row) => row.status)}::text[],
      ${column((row) => unixSeconds(row.availableAt))}::float8[], ${column((row) => row.sourceId)}::text[],
      ${column((row) => row.exchangeRate)}::text[], ${column((row) => row.description)}::text[],
      ${column((row) => isAvailabilityBooked(row))}::boolean[]
    ) as listed (id, at, owner, currency, amount, fee, net, details, type, category, balance_type, status, available_at,
                 source_id, rate, description, is_availability_booked)) as listed (${COLUMNS})`;
}

/**
 * Stores new rows with the marks of booked ones, so that the caller must book them in the same transaction; known rows
 * only ever gain `available`.
 * @returns the rows that were new, and how many known rows became available
 */
export async function insertBalanceTransactions(
  tx: Transaction,
  rows: readonly BalanceTransactionRow[],
  isAvailabilityBooked: (row: BalanceTransactionRow) => boolean,
): Promise<{ added: readonly BalanceTransactionRow[]; becameAvailable: number }> {
  const [stored] = await executeSet<Stored>(
    tx,
    sql`
    with stored as (
      insert into balance_transactions as stored (
        balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net, fee_details, type,
        reporting_category, balance_type, status, available_at, source_id, exchange_rate, description, posted_at,
        availability_posted_at)
      select ${COLUMNS} from ${asTable(rows, isAvailabilityBooked)}
      on conflict (balance_transaction_id, occurred_at) do update set status = excluded.status
        where stored.status = 'pending' and excluded.status = 'available'
      returning balance_transaction_id, (old.status is null) as is_new
    )
    select (count(*) filter (where is_new))::integer as added,
           (count(*) filter (where not is_new))::integer as became_available,
           -- usually every row is new, and then nobody needs to be told which
           case when count(*) filter (where is_new) < ${rows.length}::integer
                then array_agg(balance_transaction_id) filter (where is_new) end as new_ids
    from stored`,
  );
  assert(stored !== undefined, 'an aggregate has a row');
  const newIds = new Set(stored.new_ids);
  const added =
    stored.added === rows.length ? rows : rows.filter((row) => newIds.has(row.balanceTransactionId));
  return { added, becameAvailable: stored.became_available };
}

/** Ids of known rows that Stripe now lists with other facts than those we stored. */
export async function findChangedRows(
  tx: Transaction,
  known: readonly BalanceTransactionRow[],
): Promise<string[]> {
  if (known.length === 0) return [];
  const changed = await executeSet<{ id: string }>(
    tx,
    sql`
    select listed.id
    from ${asTable(known, () => false)}
    join balance_transactions as stored on stored.balance_transaction_id = listed.id and stored.occurred_at = listed.at
    where (stored.connected_account_id, stored.currency, stored.amount, stored.fee, stored.type, stored.balance_type, stored.available_at)
       is distinct from (listed.owner, listed.currency, listed.amount, listed.fee, listed.type, listed.balance_type, listed.available_at)`,
  );
  return changed.map(({ id }) => id);
}
