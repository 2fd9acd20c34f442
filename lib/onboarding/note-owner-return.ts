import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { readOwnAccount } from './own-account.ts';
import { refuseOwnerFlood } from './refuse-owner-flood.ts';

const ACTION = 'owner.return_from_stripe';

/** Puts on record that the acting owner left Stripe's form, whether or not they finished it. @throws DomainError `forbidden`; `too_often` */
export const noteOwnerReturn = defineVerb({
  permission: 'account_sessions.open',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const { ownerId, connectedAccountId } = await readOwnAccount(tx, ctx);
    await refuseOwnerFlood(tx, { ownerId, connectedAccountId, action: ACTION });
    return {
      result: { connectedAccountId },
      audit: {
        action: ACTION,
        subject: connectedAccountId,
        connectedAccountId,
        after: { ownerId },
      },
    };
  },
});
