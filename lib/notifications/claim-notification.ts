import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';

/** Longer than a try may take, so that no other worker sends the same meanwhile. */
const LEASE_SECONDS = 120;

export type DueNotification = {
  notificationId: string;
  channel: 'email' | 'webhook';
  target: string;
  payload: Record<string, unknown>;
  tries: number;
  url: string | null;
  sealedSecret: string | null;
};

/**
 * Takes what has been due longest for one receiver, and counts the try before it is made: one at a time, so that no lease runs out
 * while another message is waited for. @returns null when nothing is due, or another worker has it
 */
export const claimNotification = defineVerb({
  permission: 'notifications.send',
  input: z.strictObject({ channel: z.enum(['email', 'webhook']), target: z.string() }),
  run: async (tx, _ctx, { channel, target }) => {
    const [due] = await tx.execute<DueNotification>(sql`
      update notifications as notification
      set tries = tries + 1, next_try_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}::int)
      from (select notification_id from notifications
            where state = 'waiting' and next_try_at <= clock_timestamp() and channel = ${channel} and target = ${target}
            order by next_try_at, notification_id limit 1 for update skip locked) as due
      where notification.notification_id = due.notification_id
      returning notification.notification_id as "notificationId", notification.channel, notification.target,
        notification.payload, notification.tries,
        (select url from notification_endpoints as to_whom where to_whom.notification_endpoint_id = notification.target
           and to_whom.removed_at is null) as url,
        (select sealed_secret from notification_endpoints as to_whom where to_whom.notification_endpoint_id = notification.target
           and to_whom.removed_at is null) as "sealedSecret"`);
    return { result: due ?? null, audit: null };
  },
});
