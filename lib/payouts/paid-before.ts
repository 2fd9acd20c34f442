import { sql, type SQL } from 'drizzle-orm';

/**
 * Whether money has arrived from an account before: what is on its way, came back or was cancelled has not, and what its holder
 * took past us says nothing for them, nor does the row of a payout that its balance knows nothing of: whoever makes that up, too, is
 * found by Stripe's balance within the hour. What a policy calls the first payout and a chip ask this alone.
 * @param connectedAccountId an expression of the statement
 */
export const wasPaidBefore = (connectedAccountId: SQL): SQL =>
  sql`exists (select ${fromPaid(connectedAccountId)}
    and exists (select from balance_transactions as booked where booked.source_id = paid.payout_id
      and booked.connected_account_id = paid.connected_account_id and booked.type = 'payout'
      and booked.occurred_at between paid.occurred_at - interval '3 days' and paid.occurred_at + interval '3 days'))`;

/** The payouts that count for that, as `paid`, also for the trial on the past, which decides nothing. */
export const fromPaid = (connectedAccountId: SQL): SQL => sql`
  from payouts as paid where paid.connected_account_id = ${connectedAccountId} and paid.status = 'paid'
    and not exists (select from bypasses where bypasses.kind = 'payout' and bypasses.subject = paid.payout_id)`;
