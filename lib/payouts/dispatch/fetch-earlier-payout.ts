import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { log } from '../../log.ts';
import { StripeReadError } from '../../stripe/errors.ts';
import { recordPayouts } from '../record-payouts.ts';
import type { DispatchRun } from './dispatch-run.ts';
import { fetchPayoutOfRequest, HAS_COME_BACK, type FoundPayout } from './fetch-payout-of-request.ts';
import { lockDispatchOnce } from './lock-dispatch-once.ts';
import { recordNoEarlierPayout } from './record-no-earlier-payout.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';

type Read = { payoutAttemptId: string; claimNumber: number; begunAt: string };
type Earlier = { payout_request_id: string; account: string; absent: string | null; begun_at: string };

/**
 * Before a later attempt of a request is called, or the first of one that was asked for longer ago than a key lives: reads Stripe's list
 * once more. A payout that is there now is what came of the earlier attempt, and ends this one unsent; or of a call that this database has
 * forgotten, because it was put back, and dispatch locks itself. What could not be read leaves it unread, and the permit waits.
 */
export async function fetchEarlierPayout(
  { ctx }: DispatchRun,
  claimed: { payoutAttemptId: string; claimNumber: number },
): Promise<void> {
  const earlier = await readEarlierCall(claimed.payoutAttemptId);
  if (earlier === undefined) return;
  const {
    payout_request_id: payoutRequestId,
    account: connectedAccountId,
    absent,
    begun_at: begunAt,
  } = earlier;
  try {
    const found = await fetchPayoutOfRequest({ payoutRequestId, connectedAccountId }, 'bulk');
    if (found === null) await recordNoEarlierPayout(ctx, { ...claimed, begunAt });
    else if (absent === null) await recordForgotten(ctx, { ...claimed, begunAt, payoutRequestId, found });
    else if (found.balanceTransactions.length > 0)
      await recordPayoutAccepted(ctx, {
        payoutAttemptId: absent,
        claimNumber: null,
        stripeRequestId: null,
        ...found,
      });
  } catch (error) {
    if (!(error instanceof StripeReadError)) throw error;
    log.warn({ err: error, payoutRequestId }, 'not sent again: Stripe’s list could not be read');
  }
}

/**
 * A payout of which nobody here knows the call: of an attempt that Stripe had refused, or of one that this database has forgotten. Dispatch locks
 * itself, and its reading holds the request; except where the payout has come back, which leaves nothing that could be paid twice.
 */
async function recordForgotten(
  ctx: DispatchRun['ctx'],
  { found, payoutRequestId, ...read }: Read & { found: FoundPayout; payoutRequestId: string },
): Promise<void> {
  const { payout, readAt } = found;
  // Locks what has not seen it before, whatever became of it.
  await recordPayouts(ctx, { payouts: [payout], readAt });
  if (HAS_COME_BACK.includes(payout.status)) await recordNoEarlierPayout(ctx, read);
  else
    await lockDispatchOnce(ctx, {
      because: `Stripe has ${payout.payoutId} for ${payoutRequestId}, and this database knows of no call that made it.`,
    });
}

/** @returns undefined when nothing is to be read: `is_read_since_earlier` says it of what has not been read */
async function readEarlierCall(payoutAttemptId: string): Promise<Earlier | undefined> {
  const [earlier] = await database().execute<Earlier>(sql`
    select attempt.payout_request_id, attempt.connected_account_id as account, clock_timestamp()::text as begun_at,
      (select earlier.payout_attempt_id from payout_attempts as earlier
        where earlier.payout_request_id = attempt.payout_request_id and earlier.attempt_number < attempt.attempt_number
          and earlier.state = 'absent' order by earlier.attempt_number desc limit 1) as absent
    from payout_attempts as attempt
    where attempt.payout_attempt_id = ${payoutAttemptId} and not is_read_since_earlier(attempt)`);
  return earlier;
}
