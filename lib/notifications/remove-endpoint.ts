import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { notificationEndpoints } from '#drizzle/schema/notifications.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** Nothing is told to an address any more, what waits included. @throws DomainError `not_found` when it is gone */
export const removeEndpoint = defineVerb({
  permission: 'notifications.manage',
  input: z.strictObject({ notificationEndpointId: z.string().startsWith('nte_') }),
  run: async (tx, _ctx, { notificationEndpointId }) => {
    const [removed] = await tx
      .update(notificationEndpoints)
      .set({ removedAt: sql`now()` })
      .where(
        and(
          eq(notificationEndpoints.notificationEndpointId, notificationEndpointId),
          isNull(notificationEndpoints.removedAt),
        ),
      )
      .returning({ url: notificationEndpoints.url });
    if (removed === undefined) throw new DomainError('not_found', 'This address is removed already.');
    return {
      result: { notificationEndpointId },
      audit: {
        action: 'notification_endpoint.remove',
        subject: notificationEndpointId,
        before: { url: removed.url },
      },
    };
  },
});
