import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { LEASE_SECONDS } from './lease.ts';

/** Keeps events that are still being worked on from becoming due again. Claims that were taken over stay with their taker. */
export const renewClaims = defineVerb({
  permission: 'events.process',
  input: z.array(z.object({ stripeEventId: z.string(), occurredAt: z.string(), attempt: z.int() })),
  run: async (tx, _ctx, claims) => {
    await tx.execute(sql`
      update stripe_events as event
      set next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
      from unnest(
        ${sql.param(claims.map((claim) => claim.stripeEventId))}::text[],
        ${sql.param(claims.map((claim) => claim.occurredAt))}::text[]::timestamptz[],
        ${sql.param(claims.map((claim) => claim.attempt))}::integer[]
      ) as claim (stripe_event_id, occurred_at, attempt)
      where event.stripe_event_id = claim.stripe_event_id and event.occurred_at = claim.occurred_at
        and event.attempts = claim.attempt and event.state = 'received'`);
    return { result: undefined, audit: null };
  },
});
