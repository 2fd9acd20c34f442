import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockSellerInvitation } from './lock-seller-invitation.ts';
import { isSomebodyElses } from './refuse-changed-since.ts';

/**
 * Writes down what became of the call. An account that is on record stays, whatever a second call says.
 * @throws DomainError `precondition_failed` for an account that is somebody else's: what was made just now is nobody's yet
 */
export const recordSellerAccount = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({
    sellerInvitationId: z.string(),
    outcome: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('created'),
        connectedAccountId: z.string().startsWith('acct_'),
        stripeRequestId: z.string().nullable(),
      }),
      z.object({
        kind: z.enum(['refused', 'unknown']),
        problem: z.string(),
        /** Whatever comes under the key gets this failure. */
        isKept: z.boolean(),
        stripeRequestId: z.string().nullable(),
      }),
    ]),
  }),
  run: async (tx, _ctx, { sellerInvitationId, outcome }) => {
    const row = await lockSellerInvitation(tx, sellerInvitationId);
    if (row.connectedAccountId !== null) return { result: null, audit: null };
    const isCreated = outcome.kind === 'created';
    if (isCreated && (await isSomebodyElses(tx, sellerInvitationId, outcome.connectedAccountId)))
      throw new DomainError(
        'precondition_failed',
        `${outcome.connectedAccountId} has money, an owner or a past from before this invitation, which leads nobody to it.`,
      );
    await tx
      .update(sellerInvitations)
      .set({
        state: outcome.kind,
        connectedAccountId: isCreated ? outcome.connectedAccountId : null,
        problem: isCreated ? null : outcome.problem,
        stripeRequestId: outcome.stripeRequestId,
        ...(!isCreated && outcome.isKept ? { keySpentAt: sql`coalesce(key_spent_at, now())` } : {}),
      })
      .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
    return {
      result: null,
      audit: { action: 'seller_account.record', subject: sellerInvitationId, after: outcome },
    };
  },
});
