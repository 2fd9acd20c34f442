import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { reasonText } from '../../reason-text.ts';
import { ACCOUNT_REJECTION, nextState } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockAccountRejection } from './lock-account-rejection.ts';
import { accountRejectionId } from './schemas.ts';

/** Somebody, the one who asked too, takes the wish off the table. A hold that came with it stays for two people to release. @throws DomainError `not_found`, `conflict` */
export const declineAccountRejection = defineVerb({
  permission: 'connected_accounts.reject',
  input: z.strictObject({ accountRejectionId, reason: reasonText }),
  run: async (tx, { actor }, { accountRejectionId: id, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide this.');
    const row = await lockAccountRejection(tx, id);
    const state = nextState(ACCOUNT_REJECTION, 'decline', row.state, {});
    await tx
      .update(accountRejections)
      .set({ state, decidedBy: actorId(actor), decidedAt: sql`now()` })
      .where(eq(accountRejections.accountRejectionId, id));
    return {
      result: undefined,
      audit: {
        action: 'account_rejection.decline',
        subject: id,
        connectedAccountId: row.connectedAccountId,
        before: { act: row.act, askedBy: row.askedBy },
        after: { reason },
      },
    };
  },
});
