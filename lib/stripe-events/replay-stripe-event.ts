import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/**
 * Makes one event due again, from its first attempt, on record with the hash of what the person saw. Use
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
    const replayed = await tx.execute(sql`
      update stripe_events
      set state = 'received', attempts = 0, next_attempt_at = now(), last_error = null, processed_at = null
      where stripe_event_id = ${stripeEventId} and state = ${seen.state} and attempts = ${seen.attempts}
      returning stripe_event_id`);
    if (replayed.length === 0)
      throw new DomainError(
        'conflict',
        'This event was processed or replayed since you looked. Look at the difference again.',
      );
    return {
      result: { stripeEventId },
      audit: {
        action: 'stripe_event.replay',
        subject: stripeEventId,
        before: seen,
        after: { state: 'received', previewHash },
      },
    };
  },
});
