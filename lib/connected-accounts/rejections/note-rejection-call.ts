import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { lockAccountRejection } from './lock-account-rejection.ts';
import { accountRejectionId } from './schemas.ts';

/** Writes down that Stripe is about to be told, before it is. @throws DomainError `not_found`; `conflict` when two people have not agreed, or it is over */
export const noteRejectionCall = defineVerb({
  permission: 'connected_accounts.send_rejection',
  input: z.strictObject({ accountRejectionId }),
  run: async (tx, _ctx, { accountRejectionId: id }) => {
    const row = await lockAccountRejection(tx, id);
    if (row.state !== 'confirmed')
      throw new DomainError('conflict', 'This rejection is not confirmed, or over. Stripe is told nothing.');
    await tx
      .update(accountRejections)
      .set({ calls: sql`calls + 1`, calledAt: sql`clock_timestamp()` })
      .where(eq(accountRejections.accountRejectionId, id));
    return {
      result: undefined,
      audit: {
        action: 'account_rejection.call',
        subject: id,
        connectedAccountId: row.connectedAccountId,
        after: { act: row.act, calls: row.calls + 1 },
      },
    };
  },
});
