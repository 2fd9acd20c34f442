import type { notifications } from '#drizzle/schema/notifications.ts';
import type { JobName } from '../jobs/payloads.ts';

type Channel = (typeof notifications.$inferSelect)['channel'];

/** Which job sends what waits for a channel. */
export const DELIVERY_JOB = {
  email: 'deliver-mail',
  webhook: 'deliver-webhooks',
} as const satisfies Record<Channel, JobName>;
