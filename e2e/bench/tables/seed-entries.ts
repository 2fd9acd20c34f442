import type { Sql } from '#lib/db/client.ts';
import { bulkLoad, chances, type Note } from './bulk-load.ts';
import { DAYS, SELLERS, TODAY } from './seed.ts';

/** Often first. */
const KINDS = [
  'charge',
  'availability',
  'payout',
  'payout_settled',
  'transfer',
  'application_fee',
  'refund',
  'stripe_fee',
  'dispute',
  'adjustment',
  'reserve',
  'unknown',
];

const CURRENCIES = ['usd', 'usd', 'usd', 'eur', 'eur', 'gbp', 'jpy', 'huf', 'isk', 'kwd', 'chf', 'sek'];

/**
 * The journal of two years with two lines an entry. A third of the entries take effect two days after their source, so
 * that the list's order is not that of the partitions.
 */
export async function seedEntries(sql: Sql, rows: number, note: Note): Promise<void> {
  const drawn = (from: number, to: number) => sql`
    select n, 'jnl_1' || substr(md5(n::text), 1, 23) as id, 'txn_1' || substr(md5(n::text), 1, 23) as source,
           'acct_' || (floor(power(h[1], 3) * ${SELLERS})::int + 1) as book,
           (${sql.array(CURRENCIES)}::text[])[floor(h[2] * 12)::int + 1] as currency,
           (${sql.array(KINDS)}::text[])[floor(power(h[3], 2) * ${KINDS.length})::int + 1] as kind,
           100 * exp(3 + 5 * h[4])::bigint as amount, at, at + case when h[5] < 0.33 then interval '2 days' else interval '0' end as effective
    from generate_series(${from}::int, ${to}::int) as n, ${chances(sql, 5)},
         lateral (select date_trunc('second', ${TODAY}::timestamptz - interval '2 days' - (n::float8 / ${rows} * ${DAYS - 4}) * interval '1 day') as at) as placed`;
  const entries = (from: number, to: number) => sql`
    insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type,
                                 source_id, purpose, kind, description, posting_count)
    select id, at, effective, book, currency, 'balance_transaction', source, 'booked', kind, 'No. ' || n, 2
    from (${drawn(from, to)}) as entry`;
  const lines = (from: number, to: number) => sql`
    insert into postings (journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency,
                          ledger_account_code, side, amount, component)
    select id, line, at, effective, book, currency, case line when 1 then 1100 else 2100 end,
           case line when 1 then 'debit' else 'credit' end, amount, 'gross'
    from (${drawn(from, to)}) as entry, generate_series(1, 2) as line`;
  await bulkLoad(sql, 'journal_entries', rows, entries, note);
  await bulkLoad(sql, 'postings', rows, lines, note);
  await sql`select rebuild_kind_counts()`;
  await sql`select rebuild_seller_money()`;
  await note('journal_entries counted');
}
