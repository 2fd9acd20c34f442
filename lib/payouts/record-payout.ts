import { lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payouts, payoutStatusChanges } from '#drizzle/schema/payouts.ts';
import { defineVerb } from '../verb.ts';
import { payoutSnapshot } from './schemas.ts';

/**
 * Mirrors one payout as read at `readAt` and keeps every state in which it was ever seen. `paid` may turn `failed`
 * later: the time when it was first seen paid stays. An older read than the stored one changes nothing.
 * No audit: the status history and the stored event are the record.
 */
export const recordPayout = defineVerb({
  permission: 'payouts.sync',
  input: z.object({ payout: payoutSnapshot, readAt: z.date() }),
  async run(tx, _ctx, { payout, readAt }) {
    const paidSeenAt = payout.status === 'paid' ? readAt : null;
    const stored = await tx
      .insert(payouts)
      .values({ ...payout, paidSeenAt, readAt })
      .onConflictDoUpdate({
        target: payouts.payoutId,
        set: { ...payout, paidSeenAt: sql`coalesce(${payouts.paidSeenAt}, excluded.paid_seen_at)`, readAt },
        setWhere: lte(payouts.readAt, readAt),
      })
      .returning({ payoutId: payouts.payoutId });
    if (stored.length === 0) return { result: { isApplied: false }, audit: null };
    await tx
      .insert(payoutStatusChanges)
      .values({
        payoutId: payout.payoutId,
        connectedAccountId: payout.connectedAccountId,
        status: payout.status,
        failureCode: payout.failureCode,
        seenAt: readAt,
      })
      .onConflictDoNothing();
    return { result: { isApplied: true }, audit: null };
  },
});
