import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { blockedBy, PAYOUT_REQUEST } from '../../transitions.ts';
import { assessIfDue } from '../../risk/assessments/assess-if-due.ts';
import { defineVerb } from '../../verb.ts';
import { returnRejectedMoney } from '../requests/return-rejected-money.ts';
import { maySend, readDispatchFacts } from './dispatch-facts.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { fromNow, lockControl, lockPayoutAccount, lockPayoutRequest } from './lock-attempt.ts';

/**
 * Takes one approved request: its attempt is written down with its key and the hash of what it pays before anything is
 * sent. What was learned of its account is decided about first, so that a hold of risk comes before the claim. A request whose approvals do not count any more goes back to people instead.
 * @returns the attempt, or null when the request is not to be sent now
 */
export const claimPayout = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({
    payoutRequestId: z.string(),
    connectedAccountId: z.string(),
    claimedBy: z.string(),
    claimMs: z.number(),
  }),
  async run(tx, ctx, { payoutRequestId, connectedAccountId, claimedBy, claimMs }) {
    const nothing = { result: null, audit: null };
    // Before every other lock, as whoever learns of the account does.
    await assessIfDue(tx, ctx, connectedAccountId);
    const control = await lockControl(tx);
    const account = await lockPayoutAccount(tx, connectedAccountId);
    const request = await lockPayoutRequest(tx, payoutRequestId);
    if (!control.isOpen || account === null) return nothing;
    const facts = await readDispatchFacts(tx, payoutRequestId);
    const obstacle = blockedBy(PAYOUT_REQUEST, 'claim', request.state, facts);
    if (obstacle === 'enough_approvals') {
      const rejected = await returnRejectedMoney(tx, request);
      if (rejected !== null) return { result: null, audit: rejected };
      await tx
        .update(payoutRequests)
        .set({ state: PAYOUT_REQUEST.moves.fall_back.to, leavesAfter: null })
        .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
      return {
        result: null,
        audit: {
          action: 'payout_request.fall_back',
          subject: payoutRequestId,
          connectedAccountId,
          before: { state: request.state },
          after: { state: PAYOUT_REQUEST.moves.fall_back.to },
        },
      };
    }
    if (obstacle !== null || !maySend(facts)) return nothing;
    const attemptNumber = request.attemptCount + 1;
    const payoutAttemptId = `pat_${randomUUID().replaceAll('-', '')}`;
    await tx
      .update(payoutRequests)
      .set({ state: PAYOUT_REQUEST.moves.claim.to, attemptCount: attemptNumber })
      .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    await tx.insert(payoutAttempts).values({
      payoutAttemptId,
      payoutRequestId,
      connectedAccountId,
      attemptNumber,
      idempotencyKey: idempotencyKeyOf(payoutRequestId, facts.calledAttempts),
      payloadHash: request.payloadHash,
      state: 'claimed',
      claimedBy,
      claimedUntil: sql`${fromNow(claimMs)}`,
    });
    return {
      result: { payoutAttemptId, claimNumber: 1 },
      audit: {
        action: 'payout_attempt.claim',
        subject: payoutRequestId,
        connectedAccountId,
        after: { payoutAttemptId, attemptNumber, payloadHash: request.payloadHash, claimedBy },
      },
    };
  },
});
