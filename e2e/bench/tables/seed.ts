import type { Sql } from '#lib/db/client.ts';
import { bulkLoad, chances, type Note } from './bulk-load.ts';

export const SELLERS = 20_000;

/** Two years, as a platform of middle age has them. */
export const DAYS = 730;

/** The newest row's time. */
export const TODAY = '2026-11-21T00:00:00Z';

/**
 * Fills an empty database with payouts: nine currencies of unequal weight, few sellers with much and many with little,
 * failures and open payouts as rare as they are, ties in time.
 */
export async function seedPayouts(sql: Sql, rows: number, note: Note): Promise<void> {
  await seedSellers(sql);
  await bulkLoad(sql, 'payouts', rows, (from, to) => insertPayouts(sql, from, to, rows), note);
  await sql`select rebuild_payout_counts()`;
  for (const table of ['payout_counts', 'payout_count_changes', 'connected_accounts'])
    await sql`vacuum analyze ${sql(table)}`;
  await note('payouts counted');
}

async function seedSellers(sql: Sql): Promise<void> {
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select 'acct_' || n, false, 'v1', 'Seller ' || substr(md5(n::text), 1, 6) || ' ' || n, 'DE', true, true, true, '{}', '{}', '{}',
      '{}', '{}', 'automatic', '[]', '2024-11-01', '2026-11-21'
    from generate_series(1, ${SELLERS}::int) as n`;
  await sql`
    insert into external_accounts (external_account_id, connected_account_id, kind, last4, institution,
      is_default_for_currency, payout_methods, read_at)
    select 'ba_' || n, 'acct_' || n, 'bank_account', lpad((n % 10000)::text, 4, '0'), 'Bank', true, '["standard"]', '2026-11-21'
    from generate_series(1, ${SELLERS}::int) as n`;
}

/** `u` are uniform numbers from a hash of the row's number, so that every run has the same rows. */
async function insertPayouts(sql: Sql, from: number, to: number, rows: number): Promise<void> {
  await sql`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
                         is_automatic, arrives_on, destination_id, failure_code, metadata, read_at)
    select 'po_1' || substr(md5(n::text), 1, 23), 'acct_' || seller, false, at,
           case currency when 'jpy' then cents / 100 * 150 when 'huf' then cents / 100 * 40000
                         when 'isk' then cents / 100 * 14000 when 'kwd' then cents / 10 * 10 else cents end + 100,
           currency,
           case when age < 2 and u4 < 0.7 then 'pending' when age < 4 and u4 < 0.8 then 'in_transit'
                when u4 < 0.015 then 'failed' when u4 < 0.02 then 'canceled' else 'paid' end,
           case when u5 < 0.05 then 'instant' else 'standard' end, u6 < 0.8, (at + interval '2 days')::date,
           'ba_' || seller, case when u4 < 0.015 and age >= 4 then 'account_closed' end, '{}', '2026-11-21'
    from (
      select n, floor(power(h[1], 3) * ${SELLERS})::int + 1 as seller,
             date_trunc('second', ${TODAY}::timestamptz - (n::float8 / ${rows} * ${DAYS}) * interval '1 day') as at,
             n::float8 / ${rows} * ${DAYS} as age,
             (array['usd','usd','usd','eur','eur','gbp','jpy','huf','isk','kwd','chf','sek'])[floor(h[2] * 12)::int + 1] as currency,
             exp(6 + 5 * h[3])::bigint as cents, h[4] as u4, h[5] as u5, h[6] as u6
      from generate_series(${from}::int, ${to}::int) as n,
           ${chances(sql, 6)}
    ) as drawn`;
}
