import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';

/** How far the ledger's money at Stripe is from Stripe's Balances in one currency, in minor units. */
export type LedgerDrift = { currency: string; drift: bigint; books: number };

/**
 * Sum of the absolute differences, so that one book's surplus hides no other's shortage. Counts only books whose Balance
 * was read. Includes what moved since that read; whether a difference is a fault is for the invariant `agrees_with_stripe`.
 * Reads the running totals, a few rows a book, and no entries.
 */
export async function sumLedgerDrift(ctx: Context): Promise<LedgerDrift[]> {
  authorize(ctx, 'ledger.read');
  const rows = await database().execute<{ currency: string; drift: string; books: number }>(sql`
    with ledger as (
      select connected_account_id, currency,
             coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.available}), 0) as available,
             coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.pending}), 0) as pending
      from ledger_balances
      where ledger_account_code in (${LEDGER_ACCOUNT.available}, ${LEDGER_ACCOUNT.pending})
      group by connected_account_id, currency
    )
    select currency,
           sum(abs(coalesce(ledger.available, 0) - stripe_balances.available)
             + abs(coalesce(ledger.pending, 0) - stripe_balances.pending))::text as drift,
           (count(*) filter (where coalesce(ledger.available, 0) <> stripe_balances.available
                                or coalesce(ledger.pending, 0) <> stripe_balances.pending))::int as books
    from stripe_balances left join ledger using (connected_account_id, currency)
    group by currency order by currency`);
  return rows.map(({ currency, drift, books }) => ({ currency, drift: BigInt(drift), books }));
}
