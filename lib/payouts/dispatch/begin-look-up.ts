import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { lockAttempt } from './lock-attempt.ts';

/** Waits between look-ups double at most this often. */
const DOUBLINGS_MAX = 10;

/**
 * Takes one look-up of an unknown outcome, so that no two workers do it,. The next one is due later, whatever
 * becomes of this one.
 * @returns null when the outcome is known, or is being looked up already
 */
export const beginLookUp = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ payoutAttemptId: z.string(), waitMs: z.number(), waitMsMax: z.number() }),
  async run(tx, _ctx, { payoutAttemptId, waitMs, waitMsMax }) {
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    // Absent with a time: the mirror has a payout that it may have made after all.
    const isDoubted = attempt.state === 'absent' && attempt.nextLookUpAt !== null;
    if (attempt.state !== 'unknown' && !isDoubted) return { result: null, audit: null };
    const nextMs = Math.min(waitMsMax, waitMs * 2 ** Math.min(attempt.lookUps, DOUBLINGS_MAX));
    const [begun] = await executeSet<{ begun_at: string }>(
      tx,
      sql`
      update payout_attempts set look_ups = look_ups + 1,
        next_look_up_at = clock_timestamp() + make_interval(secs => ${nextMs / 1_000}::float8)
      where payout_attempt_id = ${payoutAttemptId} and coalesce(next_look_up_at, '-infinity') <= clock_timestamp()
      returning clock_timestamp()::text as begun_at`,
    );
    if (begun === undefined) return { result: null, audit: null };
    return {
      result: {
        begunAt: begun.begun_at,
        claimNumber: attempt.claimNumber,
        connectedAccountId: request.connectedAccountId,
        payoutRequestId: request.payoutRequestId,
      },
      audit: null,
    };
  },
});
