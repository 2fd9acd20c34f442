import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { actorId } from '../audit/record-audit.ts';
import { defineVerb } from '../verb.ts';
import { lockOwnerRenewal } from './lock-owner-renewal.ts';

/** Ends an owner's way to another password, whoever asked for it: its link opens nothing any more. @throws DomainError `not_found`; `conflict` once it is over */
export const takeBackRenewal = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({ ownerRenewalId: z.string().max(60) }),
  run: async (tx, { actor }, { ownerRenewalId }) => {
    const { row } = await lockOwnerRenewal(tx, ownerRenewalId);
    await tx
      .update(ownerRenewals)
      .set({ endedBy: actorId(actor), endedAt: sql`now()` })
      .where(eq(ownerRenewals.ownerRenewalId, ownerRenewalId));
    return {
      result: null,
      audit: {
        action: 'owner_renewal.take_back',
        subject: row.ownerId,
        connectedAccountId: row.connectedAccountId,
        after: { ownerRenewalId },
      },
    };
  },
});
