import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { cancelPayoutRequest } from '../requests/cancel-payout-request.ts';
import { beginLookUp } from './begin-look-up.ts';
import { confirmAbsence } from './confirm-absence.ts';
import {
  anna as person,
  dispatcher as ctx,
  startDispatchWorld,
  type DispatchWorld,
} from './dispatch-world.fixture.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { recordAbsence } from './record-absence.ts';
import { recordPayoutOutcome } from './record-payout-outcome.ts';
import { renewLeaf } from './renew-leaf.ts';
import { renewProven } from './test-renew.fixture.ts';
import { DISPATCH_TIMING } from './timing.ts';
import { getUnknownOutcome } from './unknown-outcome-queries.ts';

/* What happens to a payout of which nobody knows whether Stripe made it, until it is known. */

let world: DispatchWorld;
const { callMs, retryMs, settleMs, lookUpMs, forgottenMs } = DISPATCH_TIMING;

beforeAll(async () => {
  world = await startDispatchWorld();
});
afterAll(() => world.stop());

describe('an unknown outcome', () => {
  async function lost(isStored = false) {
    const request = await world.approved();
    const attempt = await world.claimed(request);
    await world.permitBefore(attempt);
    await world.lose(attempt, isStored);
    const look = await beginLookUp(ctx, { ...attempt, waitMs: 0, waitMsMax: 0 });
    if (look === null) throw new Error('A look-up was due');
    return { request, attempt, look };
  }

  it('is called again with the same key once a look-up found nothing, never before', async () => {
    const { request, attempt, look } = await lost();
    expect(await world.permit(attempt)).toEqual({ kind: 'blocked' });
    expect(await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, forgottenMs, settleMs })).toBe(
      'not_yet',
    );
    expect(await world.permit(attempt)).toMatchObject({
      kind: 'permitted',
      claimNumber: 2,
      idempotencyKey: `${request.payoutRequestId}/1`,
    });
    // The first call's worker comes back while the second one calls: what it says ends nothing.
    const late = {
      stripeRequestId: null,
      statusCode: 400,
      errorCode: 'x',
      errorMessage: 'late',
      retryMs,
      lookUpMs,
    };
    for (const kind of ['not_done', 'refused', 'unknown'] as const)
      expect(await recordPayoutOutcome(ctx, { ...attempt, ...late, kind })).toBeNull();
    expect(await world.statesOf(request)).toEqual(['dispatching', 'calling']);
  });

  it('is never called again when Stripe stored a failure or the key is old', async () => {
    const stored = await lost(true);
    await recordAbsence(ctx, { ...stored.attempt, begunAt: stored.look.begunAt, forgottenMs, settleMs });
    expect(await world.permit(stored.attempt)).toEqual({ kind: 'blocked' });
    const old = await lost();
    await recordAbsence(ctx, { ...old.attempt, begunAt: old.look.begunAt, forgottenMs, settleMs });
    expect(await permitPayoutCall(ctx, { ...old.attempt, callMs, retryMs, keyMs: 0 })).toEqual({
      kind: 'blocked',
    });
  });

  it('after a look-up is ended by a payout only: a refusal of the repeated call says nothing of the first', async () => {
    const { request, attempt, look } = await lost();
    await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, forgottenMs, settleMs });
    await world.permit(attempt);
    const said = {
      stripeRequestId: null,
      statusCode: 400,
      errorCode: 'balance_insufficient',
      errorMessage: 'No.',
    };
    expect(
      await recordPayoutOutcome(ctx, {
        ...attempt,
        claimNumber: 2,
        ...said,
        kind: 'refused',
        retryMs,
        lookUpMs,
      }),
    ).toBe('unknown');
    expect(await world.statesOf(request)).toEqual(['unknown', 'unknown']);
  });

  it('is told as it stands: asked again by itself, looked up, proven absent, and known at last', async () => {
    const { request, attempt, look } = await lost();
    const told = () => getUnknownOutcome(person, request.payoutRequestId);
    expect(await told()).toMatchObject({
      stands: 'may_be_asked_again',
      asked: { idempotencyKey: `${request.payoutRequestId}/1`, calls: 1, amount: { amount: 125_00n } },
      answer: {
        code: 'timeout',
        message: 'no answer',
        isStored: false,
        // A moment that is over says nothing of what comes.
        askedAgainFrom: null,
      },
      list: { lookUps: 1, lastAt: null },
    });
    await world.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update payout_attempts set last_called_at = now() + interval '1 minute' where payout_attempt_id = ${attempt.payoutAttemptId}`;
    });
    expect(await told()).toMatchObject({
      stands: 'may_be_asked_again',
      answer: { askedAgainFrom: expect.any(Date) as unknown },
    });
    await world.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update payout_attempts set last_called_at = first_called_at where payout_attempt_id = ${attempt.payoutAttemptId}`;
    });
    const { attempt: kept, ...stored } = await lost(true);
    const toldOfStored = () => getUnknownOutcome(person, stored.request.payoutRequestId);
    expect(await toldOfStored()).toMatchObject({ stands: 'is_looked_up' });
    // A key that still pays is no proof, however long ago the call settled.
    await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, forgottenMs, settleMs: 0 });
    expect(await told()).toMatchObject({ stands: 'may_be_asked_again' });
    await recordAbsence(ctx, { ...kept, begunAt: stored.look.begunAt, forgottenMs, settleMs: 0 });
    expect(await toldOfStored()).toMatchObject({
      stands: 'is_absent',
      payoutAttemptId: kept.payoutAttemptId,
    });
    await renewProven(world.sql, person, { ...stored.request, ...kept });
    expect(await toldOfStored()).toBeNull();
  });

  it('gets a new key only after proof of absence, by a person', async () => {
    const { request, attempt, look } = await lost(true);
    const confirm = () => renewProven(world.sql, person, { ...request, ...attempt });
    await expect(confirm()).rejects.toThrow('It is not proven');
    expect(await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, forgottenMs, settleMs: 0 })).toBe(
      'absent',
    );
    expect(await world.statesOf(request)).toEqual(['unknown', 'absent']);
    expect(await world.claim(request)).toBeNull();
    const shown = { payoutRequestId: request.payoutRequestId, payoutAttemptId: attempt.payoutAttemptId };
    const root = renewLeaf({ ...shown, payoutAttemptId: 'pat_another' });
    const stepUpProofId = await insertProof(world.sql, person, { purpose: 'payouts.renew', root });
    await expect(confirmAbsence(person, { ...shown, stepUpProofId })).rejects.toThrow('not this');
    expect(await world.claim(request)).toBeNull();
    await confirm();
    await world.afterUndoWindow(request);
    await world.claimed(request);
    expect(await world.statesOf(request)).toEqual(['dispatching', 'absent', 'claimed']);
    const keys = await world.sql`
      select idempotency_key from payout_attempts where payout_request_id = ${request.payoutRequestId} order by attempt_number`;
    expect(keys.map((row) => String(row['idempotency_key']).split('/')[1])).toEqual(['1', '2']);
  });

  it('is kept for ten seconds after the new key was allowed, in which a person can cancel it', async () => {
    const { request, attempt, look } = await lost(true);
    const { payoutRequestId } = request;
    await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, forgottenMs, settleMs: 0 });
    const [before] = await world.sql<{ at: Date }[]>`select clock_timestamp() as at`;
    await renewProven(world.sql, person, { ...request, ...attempt });
    const [kept] = await world.sql<{ isForTen: boolean; isForLonger: boolean }[]>`
      select leaves_after >= ${before?.at ?? null}::timestamptz + interval '10 seconds' as "isForTen",
        leaves_after > clock_timestamp() + interval '10 seconds' as "isForLonger"
      from payout_requests where payout_request_id = ${payoutRequestId}`;
    expect(kept).toEqual({ isForTen: true, isForLonger: false });
    await world.sql`update payout_requests set leaves_after = leaves_after + interval '1 hour'
              where payout_request_id = ${payoutRequestId}`;
    expect(await world.claim(request)).toBeNull();
    await cancelPayoutRequest(person, { payoutRequestId, seenVersion: 1, reason: 'Paid by hand.' });
    await world.afterUndoWindow(request);
    expect(await world.claim(request)).toBeNull();
    expect(await world.statesOf(request)).toEqual(['cancelled', 'absent']);
    expect(world.payoutsAtStripe(request)).toHaveLength(0);
  });
});
