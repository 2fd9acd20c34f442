import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { readOwnAccount } from './own-account.ts';

/** Puts on record that the acting owner left Stripe's form, whether or not they finished it. @throws DomainError `forbidden` */
export const noteOwnerReturn = defineVerb({
  permission: 'account_sessions.open',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const { ownerId, connectedAccountId } = await readOwnAccount(tx, ctx);
    return {
      result: { connectedAccountId },
      audit: {
        action: 'owner.return_from_stripe',
        subject: connectedAccountId,
        connectedAccountId,
        after: { ownerId },
      },
    };
  },
});
