import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { blockedBy, PAYOUT_ATTEMPT, PAYOUT_REQUEST, type Facts } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { maySend, readDispatchFacts } from './dispatch-facts.ts';
import {
  fromNow,
  lockAttempt,
  lockControl,
  type PayoutAttemptRow,
  type PayoutRequestRow,
} from './lock-attempt.ts';
import { replayWaitMs } from './timing.ts';

type Permit =
  | {
      kind: 'permitted';
      claimNumber: number;
      request: PayoutRequestRow;
      idempotencyKey: string;
      epoch: bigint;
    }
  /** Another call of this connected account is under way, or Stripe’s list is to be read first; the attempt waits. */
  | { kind: 'waits' }
  /** It must not leave now; the attempt is given up or stays unknown. */
  | { kind: 'blocked' }
  /** Another worker has it. */
  | { kind: 'stale' };

/**
 * Permits one call, for a time: everything that must be so is so at this moment, under the locks that whoever changes it
 * takes first. What stands in the way of a first call gives the attempt up and the request back, so that it is looked at anew.
 */
export const permitPayoutCall = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({
    payoutAttemptId: z.string(),
    claimNumber: z.int(),
    callMs: z.number(),
    retryMs: z.number(),
    keyMs: z.number(),
  }),
  async run(
    tx,
    _ctx,
    { payoutAttemptId, claimNumber, callMs, retryMs, keyMs },
  ): Promise<{
    result: Permit;
    audit: {
      action: string;
      subject: string;
      connectedAccountId: string;
      after: Record<string, unknown>;
    } | null;
  }> {
    const control = await lockControl(tx);
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    if (attempt.claimNumber !== claimNumber || (attempt.state !== 'claimed' && attempt.state !== 'unknown'))
      return { result: { kind: 'stale' }, audit: null };
    const dispatch = await readDispatchFacts(tx, request.payoutRequestId);
    const facts: Facts = {
      ...dispatch,
      claim_is_mine: true,
      ...(attempt.state === 'unknown'
        ? await readKeyFacts(tx, payoutAttemptId, keyMs)
        : await readEarlierFacts(tx, attempt)),
    };
    const move = attempt.state === 'unknown' ? 'call_again' : 'call';
    const obstacle = blockedBy(PAYOUT_ATTEMPT, move, attempt.state, facts);
    const isOpen = control.isOpen && maySend(dispatch) && (await isDue(tx, attempt, retryMs));
    const subject = { subject: request.payoutRequestId, connectedAccountId: request.connectedAccountId };
    if (obstacle === 'connected_account_is_free' || (obstacle === 'no_earlier_payout' && isOpen)) {
      await waitInClaim(tx, attempt, retryMs);
      return { result: { kind: 'waits' }, audit: null };
    }
    if (obstacle !== null || !isOpen) {
      if (attempt.state === 'unknown') return { result: { kind: 'blocked' }, audit: null };
      await giveUp(tx, attempt);
      const after = { payoutAttemptId, because: obstacle ?? whyClosed(dispatch) };
      return { result: { kind: 'blocked' }, audit: { action: 'payout_attempt.abandon', ...subject, after } };
    }
    const number = attempt.state === 'unknown' ? claimNumber + 1 : claimNumber;
    if (attempt.state === 'unknown')
      await tx
        .update(payoutRequests)
        .set({ state: PAYOUT_REQUEST.moves.call_again.to })
        .where(eq(payoutRequests.payoutRequestId, request.payoutRequestId));
    await tx
      .update(payoutAttempts)
      .set({
        state: 'calling',
        claimNumber: number,
        calls: attempt.calls + 1,
        epoch: control.epoch,
        callUntil: sql`${fromNow(callMs)}`,
        firstCalledAt: sql`coalesce(first_called_at, clock_timestamp())`,
        lastCalledAt: sql`clock_timestamp()`,
      })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    return {
      result: {
        kind: 'permitted',
        claimNumber: number,
        request,
        idempotencyKey: attempt.idempotencyKey,
        epoch: control.epoch,
      },
      audit: {
        action: 'payout_attempt.call',
        ...subject,
        after: {
          payoutAttemptId,
          idempotencyKey: attempt.idempotencyKey,
          payloadHash: attempt.payloadHash,
          call: attempt.calls + 1,
          epoch: String(control.epoch),
        },
      },
    };
  },
});

function whyClosed(facts: Awaited<ReturnType<typeof readDispatchFacts>>): string {
  if (!facts.isWaitOver) return 'wait_of_the_policy';
  if (!facts.isMinimumLeft) return 'minimum_balance';
  if (!facts.isBreakerClosed) return 'equal_refusals';
  return facts.isDestinationSame ? 'dispatch_is_closed' : 'destination_changed';
}

async function readKeyFacts(tx: Transaction, payoutAttemptId: string, keyMs: number): Promise<Facts> {
  const [found] = await executeSet<{ absent: boolean; fresh: boolean; unstored: boolean }>(
    tx,
    sql`
    select coalesce(looked_up_at > last_called_at, false) as absent,
           first_called_at > clock_timestamp() - make_interval(secs => ${keyMs / 1_000}::float8) as fresh,
           not has_stored_failure as unstored
    from payout_attempts where payout_attempt_id = ${payoutAttemptId}`,
  );
  return {
    absent_at_stripe: found?.absent === true,
    key_is_fresh: found?.fresh === true,
    no_stored_failure: found?.unstored === true,
  };
}

/**
 * Whether Stripe's list was read under this attempt, a moment ago, when an earlier one of its request may have been called, here or by what a
 * database that was put back has forgotten.
 */
async function readEarlierFacts(
  tx: Transaction,
  { payoutAttemptId }: Pick<PayoutAttemptRow, 'payoutAttemptId'>,
): Promise<Facts> {
  const [found] = await executeSet<{ is_read: boolean }>(
    tx,
    sql`select is_read_since_earlier(attempt) as is_read from payout_attempts as attempt
        where payout_attempt_id = ${payoutAttemptId}`,
  );
  return { no_earlier_payout: found?.is_read === true };
}

/** Whether the last call with this key is long enough ago. */
async function isDue(tx: Transaction, attempt: PayoutAttemptRow, retryMs: number): Promise<boolean> {
  if (attempt.state !== 'unknown') return true;
  const waitMs = replayWaitMs(attempt.calls, retryMs);
  const [found] = await executeSet<{ is_due: boolean }>(
    tx,
    sql`select last_called_at + make_interval(secs => ${waitMs / 1_000}::float8) <= clock_timestamp() as is_due
        from payout_attempts where payout_attempt_id = ${attempt.payoutAttemptId}`,
  );
  return found?.is_due === true;
}

async function waitInClaim(tx: Transaction, attempt: PayoutAttemptRow, retryMs: number): Promise<void> {
  if (attempt.state !== 'claimed') return;
  await tx
    .update(payoutAttempts)
    .set({ claimedUntil: sql`${fromNow(retryMs)}` })
    .where(eq(payoutAttempts.payoutAttemptId, attempt.payoutAttemptId));
}

/** Nothing was sent under this attempt, or Stripe did nothing: its request may be claimed anew. */
async function giveUp(tx: Transaction, attempt: PayoutAttemptRow): Promise<void> {
  await tx
    .update(payoutAttempts)
    .set({ state: PAYOUT_ATTEMPT.moves.abandon.to, endedAt: sql`clock_timestamp()` })
    .where(eq(payoutAttempts.payoutAttemptId, attempt.payoutAttemptId));
  await tx
    .update(payoutRequests)
    .set({ state: PAYOUT_REQUEST.moves.give_back.to })
    .where(eq(payoutRequests.payoutRequestId, attempt.payoutRequestId));
}
