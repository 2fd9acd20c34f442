import { sql } from 'drizzle-orm';

/** How many attempts of a row called `request` were called. An attempt that was given up before its call does not count. */
export const CALLED_ATTEMPTS = sql`(select count(*) from payout_attempts as called
  where called.payout_request_id = request.payout_request_id and called.first_called_at is not null)`;

/**
 * The key under which Stripe is asked next for a request. It counts calls and not claims: a database that was put back has forgotten the last
 * calls, and whatever was claimed and given up around them; with what it still knows the next call has the very key of the first that it
 * forgot, so Stripe answers with the payout that this one made. docs/decisions/0033-a-new-key-last.md
 * @param calledBefore attempts of the request that were called
 */
export function idempotencyKeyOf(payoutRequestId: string, calledBefore: number): string {
  return `${payoutRequestId}/${String(calledBefore + 1)}`;
}
