import { eq, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payouts, payoutStatusChanges } from '#drizzle/schema/payouts.ts';
import { defineVerb } from '../verb.ts';
import { payoutSnapshot } from './schemas.ts';

/**
 * Mirrors one payout as read at `readAt` and keeps every state in which it was ever seen. `paid` may turn `failed`
 * later: the time when it was first seen paid stays. An older read than the stored one changes no fact of the mirror,
 * but what it saw was so at its time and joins the history: the same reads in any order end the same.
 * No audit: the status history and the stored event are the record.
 */
export const recordPayout = defineVerb({
  permission: 'payouts.sync',
  input: z.object({ payout: payoutSnapshot, readAt: z.date() }),
  async run(tx, _ctx, { payout, readAt }) {
    const { payoutId, connectedAccountId, status, failureCode } = payout;
    const paidSeenAt = status === 'paid' ? readAt : null;
    // `least` leaves nulls out, so the earliest sight of `paid` stands whichever read is stored first.
    const earliestPaid = sql`least(${payouts.paidSeenAt}, excluded.paid_seen_at)`;
    const stored = await tx
      .insert(payouts)
      .values({ ...payout, paidSeenAt, readAt })
      .onConflictDoUpdate({
        target: payouts.payoutId,
        set: { ...payout, paidSeenAt: earliestPaid, readAt },
        setWhere: lte(payouts.readAt, readAt),
      })
      .returning({ payoutId: payouts.payoutId });
    const isApplied = stored.length > 0;
    if (!isApplied && paidSeenAt !== null)
      await tx
        .update(payouts)
        .set({ paidSeenAt: sql`least(${payouts.paidSeenAt}, ${paidSeenAt.toISOString()}::timestamptz)` })
        .where(eq(payouts.payoutId, payoutId));
    await tx
      .insert(payoutStatusChanges)
      .values({ payoutId, connectedAccountId, status, failureCode, seenAt: readAt })
      .onConflictDoNothing();
    return { result: { isApplied }, audit: null };
  },
});
