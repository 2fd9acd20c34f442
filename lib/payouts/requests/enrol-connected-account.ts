import { z } from 'zod';
import { payoutAccounts } from '#drizzle/schema/payout-requests.ts';
import { actorId } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';
import { readPayableAccount } from './lock-payout-account.ts';

/**
 * From now on Sluice makes the payouts of a connected account. Its schedule at Stripe is not touched here.
 * Again for one that is enrolled changes nothing.
 * @throws DomainError `not_found`, or `precondition_failed` when Stripe would not pay it out
 */
export const enrolConnectedAccount = defineVerb({
  permission: 'payouts.enrol',
  input: z.strictObject({ connectedAccountId: z.string().startsWith('acct_') }),
  run: async (tx, ctx, { connectedAccountId }) => {
    const { lockStrength } = await readPayableAccount(tx, connectedAccountId);
    const added = await tx
      .insert(payoutAccounts)
      .values({ connectedAccountId, enrolledBy: actorId(ctx.actor) })
      .onConflictDoNothing()
      .returning();
    const isNew = added.length > 0;
    return {
      result: { isNew },
      audit: isNew
        ? { action: 'payout_account.enrol', subject: connectedAccountId, after: { lockStrength } }
        : null,
    };
  },
});
