import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payouts } from '#drizzle/schema/payouts.ts';
import { defineVerb } from '../verb.ts';

/**
 * Stores which balance transactions an automatic payout pays, as Stripe listed them whole at `readAt`: afterwards the
 * payout has exactly these. An older read than the stored one changes nothing. The sum of their `net` in minor units is
 * kept with the payout, so that a page need not add up a hundred thousand rows.
 * No audit: like the payout itself it is a mirror, and the stored event is the record.
 */
export const recordPayoutContents = defineVerb({
  permission: 'payouts.sync',
  input: z.object({
    payoutId: z.string(),
    connectedAccountId: z.string(),
    readAt: z.date(),
    paid: z.array(z.object({ balanceTransactionId: z.string(), occurredAt: z.date(), net: z.bigint() })),
  }),
  async run(tx, _ctx, { payoutId, connectedAccountId, readAt, paid }) {
    const done = { result: undefined, audit: null };
    // Two readers of one payout take turns here; the later read wins whichever comes first.
    const [payout] = await tx
      .select({ contentsReadAt: payouts.contentsReadAt })
      .from(payouts)
      .where(eq(payouts.payoutId, payoutId))
      .for('update');
    if (payout === undefined || (payout.contentsReadAt !== null && payout.contentsReadAt > readAt))
      return done;
    const ids = sql.param(paid.map(({ balanceTransactionId }) => balanceTransactionId));
    const times = sql.param(paid.map(({ occurredAt }) => occurredAt.toISOString()));
    await tx.execute(sql`
      delete from payout_contents where payout_id = ${payoutId} and balance_transaction_id <> all (${ids}::text[])`);
    await tx.execute(sql`
      insert into payout_contents (payout_id, occurred_at, balance_transaction_id, connected_account_id)
      select ${payoutId}, occurred_at::timestamptz, id, ${connectedAccountId}
      from unnest(${ids}::text[], ${times}::text[]) as listed (id, occurred_at)
      on conflict do nothing`);
    await tx
      .update(payouts)
      .set({
        contentsReadAt: readAt,
        contentsCount: paid.length,
        contentsNet: paid.reduce((sum, { net }) => sum + net, 0n),
      })
      .where(eq(payouts.payoutId, payoutId));
    return done;
  },
});
