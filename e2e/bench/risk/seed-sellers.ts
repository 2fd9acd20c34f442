import type postgres from 'postgres';

/** Days of usual business before the measurement, as far as most baselines look. */
const DAYS = 40;
/** Sellers whose facts go into one statement. */
const SELLERS_AT_ONCE = 20;

/** Sellers with usual days behind them: so many charges a day, of which one in twenty comes back and one in twenty was declined. */
export async function seedSellers(sql: postgres.Sql, sellers: number, perDay: number): Promise<string[]> {
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select 'acct_' || n, false, 'v1', 'Seller ' || n, 'US', true, true, true, '{}', '{}', '{}', '{}', '{}', 'platform_balance', '[]',
      now() - interval '1 year', now()
    from generate_series(1, ${sellers}::int) as n`;
  for (let from = 1; from <= sellers; from += SELLERS_AT_ONCE)
    await sql`
      insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_country, card_hash,
        risk_level, is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
      select 'acct_' || seller, kind, kind || '_' || seller || '_' || n, at, 'charge_' || seller || '_' || n, 'usd', 4000, 'US',
        case when kind = 'refund' then null else 'card_' || seller || '_' || n % 700 end, case when kind = 'refund' then null else 'normal' end,
        false, false, 'evt_' || kind || '_' || seller || '_' || n, at, false
      from generate_series(${from}::int, ${Math.min(sellers, from + SELLERS_AT_ONCE - 1)}::int) as seller,
        generate_series(1, ${DAYS * perDay}::int) as n,
        lateral (select now() - interval '1 hour' - n * ${86_400 / perDay}::float8 * interval '1 second' as at) as moment,
        lateral (select case when n % 20 = 7 then 'decline' else 'charge' end as kind
          union all select 'refund' where n % 20 = 3) as what`;
  // What autovacuum would do of these rows by itself in the middle of the measurement.
  await sql`vacuum (analyze)`;
  return Array.from({ length: sellers }, (_, index) => `acct_${String(index + 1)}`);
}
