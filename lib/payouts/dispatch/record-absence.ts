import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import { blockedBy, PAYOUT_ATTEMPT } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockAttempt } from './lock-attempt.ts';

/**
 * A whole look-up found no payout of this attempt. One that began after the call had settled, when the key pays no more,
 * proves that there is none and will be none; an earlier one only says that it was not there yet.
 * @param begunAt when the look-up began, as `beginLookUp` said it
 * @returns `absent` (proven), `not_yet`, or null when the outcome is known meanwhile
 */
export const recordAbsence = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({
    payoutAttemptId: z.string(),
    begunAt: z.string(),
    settleMs: z.number(),
    forgottenMs: z.number(),
  }),
  async run(tx, _ctx, { payoutAttemptId, begunAt, settleMs, forgottenMs }) {
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    if (attempt.state === 'absent') await endDoubt(tx, payoutAttemptId);
    if (attempt.state !== 'unknown') return { result: null, audit: null };
    const [look] = await executeSet<{ is_settled: boolean; is_after: boolean; is_spent: boolean }>(
      tx,
      sql`
      select ${begunAt}::timestamptz >= call_until + make_interval(secs => ${settleMs / 1_000}::float8) as is_settled,
             ${begunAt}::timestamptz > last_called_at as is_after,
             has_stored_failure or ${begunAt}::timestamptz >= first_called_at + make_interval(secs => ${forgottenMs / 1_000}::float8)
               as is_spent
      from payout_attempts where payout_attempt_id = ${payoutAttemptId}`,
    );
    if (look?.is_after !== true) return { result: 'not_yet' as const, audit: null };
    const facts = { absent_after_settling: look.is_settled, key_is_spent: look.is_spent };
    const isProven = blockedBy(PAYOUT_ATTEMPT, 'prove_absent', attempt.state, facts) === null;
    await tx
      .update(payoutAttempts)
      .set({
        lookedUpAt: sql`${begunAt}::timestamptz`,
        ...(isProven && {
          state: PAYOUT_ATTEMPT.moves.prove_absent.to,
          absentSince: sql`${begunAt}::timestamptz`,
          nextLookUpAt: null,
          endedAt: sql`clock_timestamp()`,
        }),
      })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    if (!isProven) return { result: 'not_yet' as const, audit: null };
    await raiseAlarms(tx, [
      {
        kind: 'payout_outcome_unknown',
        subject: request.payoutRequestId,
        text: `Stripe never made a payout for ${request.payoutRequestId}: its list was read after the last call had settled. A person has to say whether it is sent again.`,
      },
    ]);
    return {
      result: 'absent' as const,
      audit: {
        action: 'payout_attempt.absent',
        subject: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: attempt.state },
        after: { payoutAttemptId, lookedUpAt: begunAt, lookUps: attempt.lookUps },
      },
    };
  },
});

/** It was absent, something spoke against it, and it is absent still. */
async function endDoubt(tx: Transaction, payoutAttemptId: string): Promise<void> {
  await tx
    .update(payoutAttempts)
    .set({ nextLookUpAt: null })
    .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
}
