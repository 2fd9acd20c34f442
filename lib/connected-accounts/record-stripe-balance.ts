import { and, eq, notInArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import { followCoveredAccount } from '../kill-switch/follow-covered-account.ts';
import { defineVerb } from '../verb.ts';
import { currencyBalanceSnapshot } from './schemas.ts';

/**
 * Mirrors Stripe's Balance of one account or of `platform`, as read at `readAt`; the complete set of currencies.
 * An older read than the stored one changes nothing and returns `isApplied: false`. No audit: it is a gauge, and the
 * balance transactions are its history.
 */
export const recordStripeBalance = defineVerb({
  permission: 'connected_accounts.sync',
  input: z.object({
    connectedAccountId: z.string().min(1),
    balances: z.array(currencyBalanceSnapshot),
    readAt: z.date(),
  }),
  async run(tx, ctx, { connectedAccountId, balances, readAt }) {
    const ofAccount = eq(stripeBalances.connectedAccountId, connectedAccountId);
    // The currencies are one snapshot: taken together or not at all, so the check and the writes need one lock.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${'balance:' + connectedAccountId}, 0))`,
    );
    const known = await tx
      .select({ currency: stripeBalances.currency, readAt: stripeBalances.readAt })
      .from(stripeBalances)
      .where(ofAccount);
    if (known.some((balance) => balance.readAt > readAt))
      return { result: { isApplied: false }, audit: null };

    const currencies = balances.map(({ currency }) => currency);
    // A currency that Stripe no longer lists is empty; its row stays, because it carries the guard against older reads.
    await tx
      .update(stripeBalances)
      .set({ available: 0n, pending: 0n, connectReserved: 0n, instantAvailable: null, readAt })
      .where(
        currencies.length === 0 ? ofAccount : and(ofAccount, notInArray(stripeBalances.currency, currencies)),
      );
    for (const balance of balances) {
      const row = { ...balance, connectedAccountId, readAt };
      await tx
        .insert(stripeBalances)
        .values(row)
        .onConflictDoUpdate({
          target: [stripeBalances.connectedAccountId, stripeBalances.currency],
          set: row,
        });
    }
    // A press of a currency covers whoever has money in it.
    if (currencies.some((code) => !known.some(({ currency }) => currency === code)))
      await followCoveredAccount(tx, ctx, connectedAccountId);
    return { result: { isApplied: true }, audit: null };
  },
});
