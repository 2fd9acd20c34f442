import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/**
 * Makes one event due again with all its attempts before it, on record with the hash of what the person saw. Use
 * `replayAsPreviewed`, which also compares the hash with Stripe's present facts.
 * @throws DomainError `conflict` when the event moved on since it was seen
 */
export const replayStripeEvent = defineVerb({
  permission: 'events.replay',
  input: z.object({
    stripeEventId: z.string().min(1).max(255),
    seen: z.object({ state: z.string(), attempts: z.int() }),
    previewHash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  run: async (tx, _ctx, { stripeEventId, seen, previewHash }) => {
    const [replayed] = await tx.execute<{ processed_at: string | null }>(sql`
      update stripe_events as event
      set state = 'received', next_attempt_at = now(), last_error = null, processed_at = null,
          -- the number of the newest claim stays, so that a verdict from before the replay is still told apart
          excused_attempts = event.attempts,
          -- it waits since now: its age from before would look like a worker that is behind
          replayed_at = now(), first_processed_at = coalesce(event.first_processed_at, event.processed_at)
      from (select stripe_event_id, occurred_at, processed_at from stripe_events
            where stripe_event_id = ${stripeEventId} for update) as before
      where event.stripe_event_id = before.stripe_event_id and event.occurred_at = before.occurred_at
        and event.state = ${seen.state} and event.attempts = ${seen.attempts}
      returning to_char(before.processed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as processed_at`);
    if (replayed === undefined)
      throw new DomainError(
        'conflict',
        'This event was processed or replayed since you looked. Look at the difference again.',
      );
    return {
      result: { stripeEventId },
      audit: {
        action: 'stripe_event.replay',
        subject: stripeEventId,
        before: { ...seen, processedAt: replayed.processed_at },
        after: { state: 'received', previewHash },
      },
    };
  },
});
