import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { informationRequests } from '#drizzle/schema/information-requests.ts';
import { readOwnAccount } from '../onboarding/own-account.ts';
import { refuseOwnerFlood } from '../onboarding/refuse-owner-flood.ts';
import { defineVerb } from '../verb.ts';
import { refuseUnlessWaiting } from './rules/refuse-unless-waiting.ts';

const ACTION = 'information_request.begin_answer';

/**
 * Whether the acting owner may send an answer now, on record, before a byte of its files is read. Nothing is locked for as long as
 * they come: the answer itself asks again.
 * @throws DomainError `not_found` and `conflict` as `answerInformationRequest`; `too_often`
 */
export const beginAnswer = defineVerb({
  permission: 'information.answer',
  // As long as it may be: one that never was is not found, whatever it looks like.
  input: z.strictObject({ informationRequestId: z.string() }),
  run: async (tx, ctx, { informationRequestId }) => {
    const { ownerId, connectedAccountId } = await readOwnAccount(tx, ctx);
    const [found] = await tx
      .select({ state: informationRequests.state, leftAt: connectedAccounts.deauthorizedAt })
      .from(informationRequests)
      .leftJoin(
        connectedAccounts,
        eq(connectedAccounts.connectedAccountId, informationRequests.connectedAccountId),
      )
      .where(
        and(
          eq(informationRequests.informationRequestId, informationRequestId),
          eq(informationRequests.connectedAccountId, connectedAccountId),
        ),
      );
    refuseUnlessWaiting(found);
    await refuseOwnerFlood(tx, { ownerId, connectedAccountId, action: ACTION });
    return {
      result: null,
      audit: { action: ACTION, subject: informationRequestId, connectedAccountId, after: { ownerId } },
    };
  },
});
