import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { notificationEndpoints } from '#drizzle/schema/notifications.ts';
import { sealSecret } from '../approvals/step-up/sealed-secret.ts';
import { actorId } from '../audit/record-audit.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { secretText } from './webhook-signature.ts';

/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32;

/**
 * An address that is told what needs somebody from now on. Its secret is in this answer only. What the address leads to is
 * looked at by `addEndpointAsTyped`, and before each sending.
 * @throws DomainError `conflict` when it is there already
 */
export const addEndpoint = defineVerb({
  permission: 'notifications.manage',
  input: z.strictObject({
    url: z.url({ protocol: /^https?$/, error: 'Give the whole address, with https://.' }).max(500),
  }),
  run: async (tx, ctx, { url }) => {
    const notificationEndpointId = `nte_${randomUUID().replaceAll('-', '')}`;
    const secret = randomBytes(SECRET_BYTES);
    const added = await tx
      .insert(notificationEndpoints)
      .values({
        notificationEndpointId,
        url,
        sealedSecret: sealSecret(secret, notificationEndpointId),
        addedBy: actorId(ctx.actor),
      })
      .onConflictDoNothing()
      .returning({ id: notificationEndpoints.notificationEndpointId });
    if (added.length === 0) throw new DomainError('conflict', 'This address is told already.');
    return {
      result: { notificationEndpointId, secret: secretText(secret) },
      audit: { action: 'notification_endpoint.add', subject: notificationEndpointId, after: { url } },
    };
  },
});
