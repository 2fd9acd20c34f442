import { sql, type SQL } from 'drizzle-orm';

/**
 * Whether money has arrived from an account before: what is on its way, came back or was cancelled has not, and what its holder
 * took past us says nothing for them. What a policy calls the first payout, a chip, and the trial on the past ask this alone.
 * @param connectedAccountId an expression of the statement
 */
export const wasPaidBefore = (connectedAccountId: SQL): SQL =>
  sql`exists (select ${fromPaid(connectedAccountId)})`;

/** The payouts that count for that, as `paid`. */
export const fromPaid = (connectedAccountId: SQL): SQL => sql`
  from payouts as paid where paid.connected_account_id = ${connectedAccountId} and paid.status = 'paid'
    and not exists (select from bypasses where bypasses.kind = 'payout' and bypasses.subject = paid.payout_id)`;
