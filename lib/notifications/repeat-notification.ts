import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { notifications } from '#drizzle/schema/notifications.ts';
import { DomainError } from '../errors.ts';
import { stageJob } from '../jobs/stage-job.ts';
import { defineVerb } from '../verb.ts';
import { DELIVERY_JOB } from './delivery-jobs.ts';

/** Tries a failed one again, as often as a new one. @throws DomainError `conflict` when it has not failed */
export const repeatNotification = defineVerb({
  permission: 'notifications.manage',
  input: z.strictObject({ notificationId: z.string().startsWith('ntf_') }),
  run: async (tx, _ctx, { notificationId }) => {
    const [repeated] = await tx
      .update(notifications)
      .set({ state: 'waiting', tries: 0, nextTryAt: sql`now()`, endedAt: null })
      .where(and(eq(notifications.notificationId, notificationId), eq(notifications.state, 'failed')))
      .returning({ channel: notifications.channel });
    if (repeated === undefined) throw new DomainError('conflict', 'Only what has failed is tried again.');
    await stageJob(tx, DELIVERY_JOB[repeated.channel], {}, { key: 'all' });
    return {
      result: { notificationId },
      audit: { action: 'notification.repeat', subject: notificationId },
    };
  },
});
