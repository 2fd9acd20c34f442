import { and, eq, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { defineVerb } from '../verb.ts';

/**
 * Writes down that Stripe was looked through for the account of an invitation and had none, unless it was asked again or
 * answered meanwhile. @param lookedAt when the look began
 */
export const noteSellerAbsence = defineVerb({
  permission: 'sellers.look_up',
  input: z.strictObject({ sellerInvitationId: z.string(), lookedAt: z.date() }),
  run: async (tx, _ctx, { sellerInvitationId, lookedAt }) => {
    const noted = await tx
      .update(sellerInvitations)
      .set({ absentAt: lookedAt })
      .where(
        and(
          eq(sellerInvitations.sellerInvitationId, sellerInvitationId),
          eq(sellerInvitations.state, 'unknown'),
          lt(sql`coalesce(last_called_at, first_called_at)`, lookedAt.toISOString()),
        ),
      )
      .returning({ was: sellerInvitations.calls });
    return {
      result: null,
      audit:
        noted.length === 0
          ? null
          : { action: 'seller_account.absent', subject: sellerInvitationId, after: { lookedAt } },
    };
  },
});
