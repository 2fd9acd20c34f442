import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../errors.ts';
import type { AlarmKind } from '../ledger/types.ts';
import { defineVerb } from '../verb.ts';
import { markFilledGaps } from './back-fill/filled-gaps.ts';

const EVENT_FAILED: AlarmKind = 'stripe_event_failed';

/** Enough to say why nothing of it is missing; the record keeps it. */
const REASON_LENGTH_MIN = 10;
const REASON_LENGTH_MAX = 1_000;

/**
 * A person has looked at a failed event that cannot be processed, ever, and says why nothing is lost by it. It is ignored
 * from then on, keeps its error, and can still be replayed; its alarm is closed with it, and a gap that
 * waited for this event alone.
 * @throws DomainError `invalid_input` without a reason, `conflict` when it is not failed any more or was tried again since
 */
export const setAsideStripeEvent = defineVerb({
  permission: 'events.set_aside',
  input: z.object({
    stripeEventId: z.string().min(1).max(255),
    attemptsSeen: z.coerce.number().int(),
    reason: z.string().trim(),
  }),
  run: async (tx, _ctx, { stripeEventId, attemptsSeen, reason }) => {
    if (reason.length < REASON_LENGTH_MIN || reason.length > REASON_LENGTH_MAX)
      throw new DomainError(
        'invalid_input',
        `Say in ${String(REASON_LENGTH_MIN)} to ${String(REASON_LENGTH_MAX)} characters why nothing is missing without it.`,
      );
    const [aside] = await tx.execute<{ last_error: string | null; connected_account_id: string }>(sql`
      update stripe_events set state = 'ignored', processed_at = now()
      where stripe_event_id = ${stripeEventId} and state = 'failed' and attempts = ${attemptsSeen}
      returning last_error, connected_account_id`);
    if (aside === undefined)
      throw new DomainError(
        'conflict',
        'It was tried again since you looked. Look at it again, then decide.',
      );
    await tx.execute(sql`
      update alarms set closed_at = now()
      where kind = ${EVENT_FAILED} and subject = ${stripeEventId} and closed_at is null`);
    await markFilledGaps(tx);
    return {
      result: { stripeEventId },
      audit: {
        action: 'stripe_event.set_aside',
        subject: stripeEventId,
        connectedAccountId: aside.connected_account_id,
        before: { state: 'failed', attempts: attemptsSeen, lastError: aside.last_error },
        after: { state: 'ignored', reason },
      },
    };
  },
});
