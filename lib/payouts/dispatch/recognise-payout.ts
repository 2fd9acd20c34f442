import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actingPerson } from '../../approvals/step-up/acting-person.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { liftBySource } from '../../holds/lift-by-source.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { nextState, PAYOUT_REQUEST, type Facts } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { refuseDecidedOtherwise, refuseWhileCancelled } from '../bypasses/forgotten-decisions.ts';
import { refuseHeld } from '../requests/refuse-held.ts';
import { CALLED_ATTEMPTS, idempotencyKeyOf } from './idempotency-key.ts';
import { lockPayoutAccount, lockPayoutRequest, type PayoutRequestRow } from './lock-attempt.ts';
import { markSent } from './mark-sent.ts';
import { recogniseLeaf } from './recognise-leaf.ts';
import { returnPayoutRequests } from './return-payout-requests.ts';

/**
 * A person, who proves to be there and did not ask for it, says that a payout which this database has forgotten is the one of its request:
 * an attempt that has it, the end of the reservation, and the request as sent, in one transaction and once. Nothing is called. As many
 * people as a call needs have approved exactly this before; whatever comes back later opens the request as any payout does.
 * @throws DomainError `conflict` while it may not be; `forbidden` without a proof of presence for exactly this payout
 */
export const recognisePayout = defineVerb({
  permission: 'payouts.resolve_unknown',
  input: z.object({ payoutRequestId: z.string(), payoutId: z.string(), stepUpProofId }),
  async run(tx, ctx, { payoutRequestId, payoutId, stepUpProofId: proofId }) {
    const { operatorId } = actingPerson(ctx);
    // The mirror first: whoever reads payouts locks in the same order.
    const [payout] = await tx.select().from(payouts).where(eq(payouts.payoutId, payoutId)).for('update');
    if (payout === undefined) throw new DomainError('not_found', 'There is no such payout.');
    await lockPayoutAccount(tx, payout.connectedAccountId);
    const request = await lockPayoutRequest(tx, payoutRequestId);
    await refuseDecidedOtherwise(tx, { payoutRequestId, payoutId });
    await refuseWhileCancelled(tx, { payoutRequestId, payoutId });
    const {
      is_booked: isBooked,
      waits_until: waitsUntil,
      called,
      ...facts
    } = await readFacts(tx, request, { payoutId, operatorId });
    const state = nextState(PAYOUT_REQUEST, 'recognise', request.state, facts);
    if (!isBooked)
      throw new DomainError(
        'conflict',
        `Stripe does not say yet what ${payoutId} took from the balance. Nothing was written down. Try again in a minute.`,
      );
    if (waitsUntil !== null)
      throw new DomainError(
        'conflict',
        `The policy lets it wait until ${waitsUntil} UTC. Nothing was written down. Confirm it after that.`,
      );
    await refuseHeld(tx, payoutRequestId, { isCancelled: true });
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'payouts.recognise',
      leaf: recogniseLeaf({ payoutRequestId, payoutId }),
    });
    const payoutAttemptId = await insertAttempt(tx, request, { payoutId, operatorId, called });
    await markSent(tx, request, payout);
    await liftItsHold(tx, ctx, { payoutRequestId, payoutId });
    await executeSet(
      tx,
      sql`update alarms set closed_at = now() where kind = 'payout_bypassed' and subject = ${payoutId} and closed_at is null`,
    );
    // A newer reading may have seen it come back meanwhile.
    await returnPayoutRequests(tx, ctx, [payoutId]);
    return {
      result: undefined,
      audit: {
        action: 'payout_request.recognise',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state },
        after: { state, payoutId, payoutAttemptId, payloadHash: request.payloadHash, proof },
      },
    };
  },
});

/** Beside the facts of the state table; `waits_until` in UTC, null when no wait is running. */
type Found = Facts & { is_booked: boolean; waits_until: string | null; called: number };

async function readFacts(
  tx: Transaction,
  { payoutRequestId, approvalsNeeded }: PayoutRequestRow,
  { payoutId, operatorId }: { payoutId: string; operatorId: string },
): Promise<Found> {
  const [facts] = await executeSet<Found>(
    tx,
    sql`
    select is_forgotten_payout(${payoutId}, request) as payout_was_forgotten,
      standing_approvals(request.payout_request_id) >= ${approvalsNeeded} as enough_approvals,
      not is_hand_of_maker(request.payout_request_id, ${operatorId}) as not_the_requester,
      exists (select from payouts as payout join balance_transactions as booked
          on booked.balance_transaction_id = payout.balance_transaction_id
        where payout.payout_id = ${payoutId}) as is_booked,
      case when request.waits_until > clock_timestamp()
        then to_char(request.waits_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI') end as waits_until,
      ${CALLED_ATTEMPTS}::int as called
    from payout_requests as request where request.payout_request_id = ${payoutRequestId}`,
  );
  if (facts === undefined) throw new Error('A request that is locked is there');
  return facts;
}

/** With the key that the forgotten call most likely had; the next one has another. When it was called is the database's to say: nobody knows. */
async function insertAttempt(
  tx: Transaction,
  { payoutRequestId, connectedAccountId, payloadHash, attemptCount }: PayoutRequestRow,
  { payoutId, operatorId, called }: { payoutId: string; operatorId: string; called: number },
): Promise<string> {
  const payoutAttemptId = `pat_${randomUUID().replaceAll('-', '')}`;
  const attemptNumber = attemptCount + 1;
  await tx
    .update(payoutRequests)
    .set({ attemptCount: attemptNumber })
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  await tx.insert(payoutAttempts).values({
    payoutAttemptId,
    payoutRequestId,
    connectedAccountId,
    attemptNumber,
    idempotencyKey: idempotencyKeyOf(payoutRequestId, called),
    payloadHash,
    state: 'accepted',
    claimedBy: operatorId,
    claimedUntil: sql`clock_timestamp()`,
    payoutId,
    endedAt: sql`clock_timestamp()`,
  });
  return payoutAttemptId;
}

/** The reading of Stripe's lists held the request because of this payout: now it is known whose it is. */
async function liftItsHold(
  tx: Transaction,
  ctx: Context,
  { payoutRequestId, payoutId }: { payoutRequestId: string; payoutId: string },
): Promise<void> {
  const holds = await executeSet<{ hold_id: string }>(
    tx,
    sql`select hold_id from holds where payout_request_id = ${payoutRequestId} and source = 'reconciliation' and state <> 'released'
          and evidence ->> 'payoutId' = ${payoutId} order by hold_id for update`,
  );
  await liftBySource(
    tx,
    ctx,
    holds.map(({ hold_id: holdId }) => holdId),
    `${payoutId} is written down as what was sent for this request.`,
  );
}
