import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { informationRequests } from '#drizzle/schema/information-requests.ts';
import { DomainError } from '../errors.ts';
import { reasonText } from '../reason-text.ts';
import { defineVerb } from '../verb.ts';

/** Somebody has what they need, or needs it no more. @throws DomainError `not_found`, `conflict` when it is closed */
export const closeInformationRequest = defineVerb({
  permission: 'information.ask',
  input: z.strictObject({ informationRequestId: z.string().startsWith('irq_'), reason: reasonText }),
  run: async (tx, { actor, now }, { informationRequestId, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people close what they asked.');
    const byId = eq(informationRequests.informationRequestId, informationRequestId);
    const [found] = await tx
      .select({
        state: informationRequests.state,
        connectedAccountId: informationRequests.connectedAccountId,
      })
      .from(informationRequests)
      .where(byId)
      .for('update');
    if (found === undefined) throw new DomainError('not_found', 'There is no such request.');
    if (found.state === 'closed') throw new DomainError('conflict', 'This is closed already.');
    await tx
      .update(informationRequests)
      .set({ state: 'closed', closedBy: actor.operatorId, closedAt: now, closeReason: reason })
      .where(byId);
    return {
      result: { informationRequestId },
      audit: {
        action: 'information_request.close',
        subject: informationRequestId,
        connectedAccountId: found.connectedAccountId,
        before: { state: found.state },
        after: { state: 'closed', reason },
      },
    };
  },
});
