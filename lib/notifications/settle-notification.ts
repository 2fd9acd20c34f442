import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { notifications } from '#drizzle/schema/notifications.ts';
import { defineVerb } from '../verb.ts';

/** Minutes until each next try; after the last one, about a day and a half on, it has failed and a person sends it again. */
const BACKOFF_MINUTES = [1, 5, 30, 120, 480, 1_440] as const;

/** Writes down what came of a try. */
export const settleNotification = defineVerb({
  permission: 'notifications.send',
  input: z.strictObject({
    notificationId: z.string(),
    tries: z.int().positive(),
    /** Null when it got through. */
    error: z.string().max(500).nullable(),
    /** Nobody is there to be told any more. */
    isFinal: z.boolean().default(false),
  }),
  run: async (tx, _ctx, { notificationId, tries, error, isFinal }) => {
    const minutes = isFinal ? undefined : BACKOFF_MINUTES[tries - 1];
    const state = error === null ? 'sent' : minutes === undefined ? 'failed' : 'waiting';
    await tx
      .update(notifications)
      .set({
        state,
        lastError: error,
        ...(state === 'waiting'
          ? { nextTryAt: sql`clock_timestamp() + make_interval(mins => ${minutes ?? 0}::int)` }
          : { endedAt: sql`clock_timestamp()` }),
      })
      // A later try of another worker's is not overwritten.
      .where(
        and(
          eq(notifications.notificationId, notificationId),
          eq(notifications.tries, tries),
          eq(notifications.state, 'waiting'),
        ),
      );
    return { result: { state }, audit: null };
  },
});
