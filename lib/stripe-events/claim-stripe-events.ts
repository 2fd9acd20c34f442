import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { LEASE_SECONDS } from './lease.ts';

export type ClaimedStripeEvent = {
  stripeEventId: string;
  /** As Postgres wrote it, because it goes back as a key. */
  occurredAt: string;
  connectedAccountId: string;
  type: string;
  objectId: string | null;
  /** This claim's number; a verdict counts only while it is the newest. */
  attempt: number;
  /** How many claims, this one included, count against the event. */
  countedAttempts: number;
  body: string | null;
  /** The trace of its delivery, W3C `traceparent`. */
  traceparent: string | null;
};

type ClaimedRow = {
  stripe_event_id: string;
  occurred_at: string;
  connected_account_id: string;
  type: string;
  object_id: string | null;
  attempts: number;
  excused_attempts: number;
  body: string | null;
  traceparent: string | null;
};

/** Takes events that are due, oldest wait first; two workers never take the same one while its lease holds. */
export const claimStripeEvents = defineVerb({
  permission: 'events.process',
  input: z.object({ limit: z.int().min(1).max(1_000) }),
  run: async (tx, _ctx, { limit }) => {
    const rows = await tx.execute<ClaimedRow>(sql`
      with due as (
        select stripe_event_id, occurred_at from stripe_events
        where state = 'received' and next_attempt_at <= now()
        order by next_attempt_at
        limit ${limit}
        for update skip locked
      ), claimed as (
        update stripe_events as event
        set attempts = event.attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
        from due
        where event.stripe_event_id = due.stripe_event_id and event.occurred_at = due.occurred_at
        returning event.stripe_event_id, event.occurred_at, event.connected_account_id, event.type, event.object_id, event.attempts,
                  event.excused_attempts
      )
      select claimed.*, stored.body, stored.traceparent
      from claimed left join stripe_event_bodies as stored using (stripe_event_id, occurred_at)`);
    const claimed = rows.map((row): ClaimedStripeEvent => ({
      stripeEventId: row.stripe_event_id,
      occurredAt: row.occurred_at,
      connectedAccountId: row.connected_account_id,
      type: row.type,
      objectId: row.object_id,
      attempt: row.attempts,
      countedAttempts: row.attempts - row.excused_attempts,
      body: row.body,
      traceparent: row.traceparent,
    }));
    return { result: claimed, audit: null };
  },
});
