import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../clock.ts';
import { OUR_KEY } from '../../ledger/alarm-kinds.ts';
import { insertApproval, insertPayoutRequest } from '../requests/test-request.fixture.ts';
import { claimPayout } from './claim-payout.ts';
import { dispatcher as ctx, startDispatchWorld, type DispatchWorld } from './dispatch-world.fixture.ts';
import { expirePayoutCall } from './expire-payout-call.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';
import { recordPayoutOutcome } from './record-payout-outcome.ts';
import { takeOverPayout } from './take-over-payout.ts';
import { DISPATCH_TIMING } from './timing.ts';

/* The steps of one payout from its claim to its outcome, against the guards of the database and the local Stripe. */

let world: DispatchWorld;
const { retryMs, claimMs, lookUpMs } = DISPATCH_TIMING;

beforeAll(async () => {
  world = await startDispatchWorld();
});
afterAll(() => world.stop());

describe('a destination that is not as it was approved', () => {
  it.each([
    ['gone', 'deleted_at = now()'],
    ['another one now', "fingerprint = 'fp_thief'"],
  ])('%s, is not called: by the permit, nor by the program around it', async (_name, becomes) => {
    const request = await world.approved();
    const attempt = await world.claimed(request);
    await world.sql.unsafe(
      `update external_accounts set ${becomes} where external_account_id = '${request.destinationId}'`,
    );
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
          call_until = clock_timestamp() + interval '30 seconds' where payout_attempt_id = ${attempt.payoutAttemptId}`;
      }),
    ).rejects.toThrow('has changed since it was asked for');
    expect(await world.permit(attempt)).toMatchObject({ kind: 'blocked' });
    expect(await world.statesOf(request)).toEqual(['approved', 'abandoned']);
    expect(world.payoutsAtStripe(request)).toHaveLength(0);
  });
});

describe('a payout that Stripe accepts', () => {
  it('is mirrored and booked, and its reservation ends, in one step with the request', async () => {
    const request = await world.approved();
    const attempt = await world.claimed(request);
    expect(await world.statesOf(request)).toEqual(['dispatching', 'claimed']);
    expect(await world.permit(attempt)).toMatchObject({ kind: 'permitted' });
    const answer = await world.call(request);
    if (answer.kind !== 'accepted' || answer.balanceTransaction === null)
      throw new Error('Stripe was to accept it');
    const accepted = {
      ...attempt,
      payout: answer.payout,
      balanceTransactions: [answer.balanceTransaction],
      stripeRequestId: answer.stripeRequestId,
      readAt: now(),
    };
    // A worker that was overtaken brings the same news and changes nothing.
    expect(await recordPayoutAccepted(ctx, { ...accepted, claimNumber: attempt.claimNumber + 1 })).toBe(
      false,
    );
    expect(await world.statesOf(request)).toEqual(['dispatching', 'calling']);
    expect(await recordPayoutAccepted(ctx, accepted)).toBe(true);
    expect(await world.statesOf(request)).toEqual(['sent', 'accepted']);
    expect(world.payoutsAtStripe(request)).toHaveLength(1);
    expect(world.payoutsAtStripe(request)[0]?.metadata).toEqual({
      sluice_payout_request_id: request.payoutRequestId,
    });
    const entries = await world.sql`
      select kind, purpose from journal_entries where connected_account_id = ${request.connectedAccountId} order by kind`;
    expect([...entries]).toEqual([
      { kind: 'payout', purpose: 'booked' },
      { kind: 'payout_reservation', purpose: 'released' },
    ]);
  });
});

describe('a claim', () => {
  it('is of one worker, however many try at once', async () => {
    const request = await world.approved();
    const attempts = await Promise.all(Array.from({ length: 8 }, () => world.claim(request)));
    expect(attempts.filter((attempt) => attempt !== null)).toHaveLength(1);
  });

  it('waits for the end of the undo window', async () => {
    expect(
      await world.claim(await world.approved({ leavesAfter: new Date(now().getTime() + 60_000) })),
    ).toBeNull();
  });

  it('sends a request back to people when an approval does not count any more', async () => {
    const request = await world.approved();
    await world.sql`update operators set role = 'viewer' where operator_id = ${request.approvedBy[0] ?? ''}`;
    expect(await world.claim(request)).toBeNull();
    expect(await world.statesOf(request)).toEqual(['in_review']);
    await insertApproval(world.sql, request);
    const [row] = await world.sql`select standing_approvals(${request.payoutRequestId})::int as standing`;
    expect(row).toEqual({ standing: 2 });
  });
});

describe('a permit', () => {
  it('is refused once a switch is pressed, and the request goes back unsent', async () => {
    const request = await world.approved();
    const attempt = await world.claimed(request);
    await world.sql`
      insert into kill_switches (kill_switch_id, scope, scope_value, reason, state, epoch, engaged_by)
      values (${`ksw_${request.connectedAccountId}`}, 'connected_account', ${request.connectedAccountId}, 'x', 'engaging', 0, 'opr_anna')`;
    expect(await world.permit(attempt)).toEqual({ kind: 'blocked' });
    expect(await world.statesOf(request)).toEqual(['approved', 'abandoned']);
    expect(await world.claim(request)).toBeNull();
  });

  it('is not given to a worker whose claim was taken over', async () => {
    const request = await world.approved();
    const attempt = await claimPayout(ctx, { ...request, claimedBy: 'dead', claimMs: 0 });
    if (attempt === null) throw new Error('The request was to be claimed');
    expect(await takeOverPayout(ctx, { ...attempt, claimedBy: 'alive', claimMs })).toMatchObject({
      claimNumber: 2,
    });
    expect(await world.permit(attempt)).toEqual({ kind: 'stale' });
    expect(await takeOverPayout(ctx, { ...attempt, claimedBy: 'third', claimMs })).toBeNull();
  });

  it('whose time to begin is over sends nothing', async () => {
    const request = await world.approved();
    expect(await world.call(request, 1, 0)).toMatchObject({ kind: 'not_done', errorCode: 'not_sent' });
    expect(world.payoutsAtStripe(request)).toEqual([]);
  });
});

describe('an outcome', () => {
  it.each([
    ['a reset before', { kind: 'reset_before' }, 'unknown', 0],
    ['a reset after', { kind: 'reset_after' }, 'unknown', 1],
    ['a truncated answer', { kind: 'truncated' }, 'unknown', 1],
    ['a stored 500', { kind: 'error_500' }, 'unknown', 0],
    ['a conflict', { kind: 'conflict' }, 'unknown', 0],
    ['a 429', { kind: 'rate_limit' }, 'not_done', 0],
    ['a 401', { kind: 'error', status: 401 }, 'not_done', 0],
    ['a key that may not make payouts', { kind: 'error', status: 403 }, 'not_done', 0],
    ['a timeout that something before Stripe tells', { kind: 'error', status: 408 }, 'unknown', 0],
    ['an account that has left', { kind: 'error', status: 403, code: 'account_invalid' }, 'refused', 0],
    ['a refusal', { kind: 'error', status: 400, code: 'balance_insufficient' }, 'refused', 0],
  ] as const)('of %s is what it is, after one request and no more', async (_name, fault, kind, made) => {
    const request = await world.approved();
    const account = request.connectedAccountId;
    const sent = () =>
      world.stripe.simulator.requests
        .list({ method: 'POST', path: '/v1/payouts' })
        .filter(({ headers }) => headers['stripe-account'] === account);
    world.stripe.simulator.faults.add({ match: { path: '/v1/payouts', method: 'POST', account }, fault });
    expect(await world.call(request)).toMatchObject({ kind });
    expect(sent()).toHaveLength(1);
    expect(world.payoutsAtStripe(request)).toHaveLength(made);
  });

  it('that nobody recorded in time is unknown, and the late worker writes nothing', async () => {
    const request = await world.approved();
    const attempt = await world.claimed(request);
    await world.permitBefore(attempt);
    expect(await expirePayoutCall(ctx, attempt)).toBe(true);
    expect(await world.statesOf(request)).toEqual(['unknown', 'unknown']);
    expect(await world.lose(attempt)).toBeNull();
  });

  it.each([
    ['401 at once, once for all of our payouts', 401, 1, OUR_KEY],
    ['429 at the fifth call, of the account', 429, 5, null],
  ])('that Stripe did nothing is told to people: %s', async (_name, statusCode, calls, subject) => {
    const request = await world.approved();
    const told = async () => [
      ...(await world.sql<{ subject: string }[]>`
        select subject from alarms where kind = 'payout_not_taken' and closed_at is null`),
    ];
    const said = { stripeRequestId: 'req_1', statusCode, errorCode: null, errorMessage: 'Not now.' };
    let attempt = await world.claimed(request);
    for (let call = 1; call <= calls; call += 1) {
      expect(await told(), `before call ${String(call)}`).toEqual([]);
      expect(await world.permit(attempt)).toMatchObject({ kind: 'permitted' });
      await recordPayoutOutcome(ctx, { ...attempt, ...said, kind: 'not_done', retryMs: 0, lookUpMs });
      attempt = (await takeOverPayout(ctx, { ...attempt, claimedBy: 'again', claimMs })) ?? attempt;
    }
    expect(await told()).toEqual([{ subject: subject ?? request.connectedAccountId }]);
    await world.sql`update alarms set closed_at = now() where kind = 'payout_not_taken'`;
  });

  it('that is equal three times stops the account until somebody looked', async () => {
    const first = await world.approved();
    for (let refusals = 0; refusals < 3; refusals += 1) {
      const request =
        refusals === 0
          ? first
          : await insertPayoutRequest(world.sql, {
              ...first,
              payoutRequestId: `${first.payoutRequestId}${String(refusals)}`,
              state: 'approved',
            });
      const attempt = await world.claimed(request);
      await world.permit(attempt);
      const said = {
        stripeRequestId: null,
        statusCode: 400,
        errorCode: 'bank_account_unusable',
        errorMessage: 'No.',
      };
      expect(
        await recordPayoutOutcome(ctx, { ...attempt, ...said, kind: 'refused', retryMs, lookUpMs }),
      ).toBe('refused');
      expect(await world.statesOf(request)).toEqual(['refused', 'refused']);
    }
    const next = await insertPayoutRequest(world.sql, {
      ...first,
      payoutRequestId: `${first.payoutRequestId}9`,
      state: 'approved',
    });
    expect(await world.claim(next)).toBeNull();
    const alarms = await world.sql`select kind from alarms where subject = ${first.connectedAccountId}`;
    expect([...alarms]).toEqual([{ kind: 'payout_breaker_opened' }]);
    await world.sql`update alarms set closed_at = now() where subject = ${first.connectedAccountId}`;
    await world.claimed(next);
  });
});
