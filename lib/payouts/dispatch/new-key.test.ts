import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { recordPayouts } from '../record-payouts.ts';
import { cancelPayoutRequest } from '../requests/cancel-payout-request.ts';
import { insertOperator, type TestRequest } from '../requests/test-request.fixture.ts';
import {
  anna as person,
  dispatcher as ctx,
  startDispatchWorld,
  type DispatchWorld,
} from './dispatch-world.fixture.ts';
import { readDueWork } from './due-work.ts';
import { fetchPayoutOutcome } from './fetch-payout-outcome.ts';
import { renewAsShown } from './renew-as-shown.ts';
import { callInTurn, sendPayout, sendTakenOver } from './send-payout.ts';
import { renewProven } from './test-renew.fixture.ts';
import { DISPATCH_TIMING, LOST_CALLS_TOLD } from './timing.ts';
import { getUnknownOutcome } from './unknown-outcome-queries.ts';

/*
 * A call that Stripe accepts when nobody believes in it any more, and the new key of its request: with the local Stripe over
 * HTTP, judged by its own list. Decision 0033.
 */

let world: DispatchWorld;
const timing = { ...DISPATCH_TIMING, retryMs: 0, lookUpMs: 0, lookUpMsMax: 0, settleMs: 0 };
const run = { ctx, workerName: 'a test', timing, onStep: () => undefined };

beforeAll(async () => {
  world = await startDispatchWorld();
});
afterAll(() => world.stop());

type Called = { request: TestRequest; payoutAttemptId: string };

/** Approved, called once, and lost before Stripe had it, or ended as `fault` says. */
async function called(
  fault: { kind: 'reset_before' | 'error_500' } = { kind: 'reset_before' },
  times = 1,
): Promise<Called> {
  const request = await world.approved();
  const account = request.connectedAccountId;
  world.stripe.simulator.faults.add({
    match: { path: '/v1/payouts', method: 'POST', account },
    fault,
    times,
  });
  await sendPayout(run, request);
  const [attempt] = await world.sql<{ id: string }[]>`
    select payout_attempt_id as id from payout_attempts where payout_request_id = ${request.payoutRequestId}`;
  if (attempt === undefined) throw new Error('It was claimed');
  expect(await world.statesOf(request)).toEqual(['unknown', 'unknown']);
  return { request, payoutAttemptId: attempt.id };
}

/** As the worker does when a look-up is due: the list, then the same key again where that is allowed. */
async function lookUp({ request, payoutAttemptId }: Called): Promise<string> {
  const found = await fetchPayoutOutcome(run, payoutAttemptId);
  if (found.kind === 'not_yet') await callInTurn(run, { ...request, ...found });
  return found.kind;
}

/** The permit of the last call is over. */
const afterItsCall = ({ payoutAttemptId }: Called) =>
  world.sql`update payout_attempts set call_until = clock_timestamp() where payout_attempt_id = ${payoutAttemptId}`;

/** Called a day ago, and proven absent since. */
async function absent(): Promise<Called> {
  const lost = await called();
  await world.sql`
    update payout_attempts set first_called_at = first_called_at - interval '25 hours', last_called_at = last_called_at - interval '25 hours',
      call_until = call_until - interval '25 hours' where payout_attempt_id = ${lost.payoutAttemptId}`;
  expect(await lookUp(lost)).toBe('absent');
  return lost;
}

/** A request that travelled on: the same call under the first key reaches Stripe now. */
const isAcceptedLate = async ({ request }: Called) => {
  expect(await world.call(request)).toMatchObject({ kind: 'accepted' });
};

const listFails = ({ request }: Called) => {
  world.stripe.simulator.faults.add({
    match: { path: '/v1/payouts', method: 'GET', account: request.connectedAccountId },
    fault: { kind: 'error', status: 503 },
    times: null,
  });
};

const keysAsked = ({ request }: Called) =>
  world.stripe.simulator.requests
    .list({ method: 'POST', path: '/v1/payouts' })
    .filter(({ headers }) => headers['stripe-account'] === request.connectedAccountId)
    .map(({ headers }) => String(headers['idempotency-key']).split('/')[1]);

const press = ({ request, payoutAttemptId }: Called) =>
  renewAsShown(person, {
    payoutRequestId: request.payoutRequestId,
    payoutAttemptId,
    confirmation: { code: '', challengeId: '', assertion: '' },
  });

describe('a call that is lost while its key lives', () => {
  it('is asked for again with the same key however often it was lost, never with a new one, and people are told', async () => {
    const lost = await called({ kind: 'reset_before' }, LOST_CALLS_TOLD + 1);
    for (let calls = 1; calls <= LOST_CALLS_TOLD; calls += 1) {
      await afterItsCall(lost);
      expect(await lookUp(lost)).toBe('not_yet');
    }
    await afterItsCall(lost);
    expect(new Set(keysAsked(lost))).toEqual(new Set(['1']));
    expect(await getUnknownOutcome(person, lost.request.payoutRequestId)).toMatchObject({
      stands: 'may_be_asked_again',
    });
    await expect(press(lost)).rejects.toThrow();
    const alarms = () => world.sql`select closed_at is null as is_open, text from alarms
      where kind = 'payout_outcome_unknown' and subject = ${lost.request.payoutRequestId}`;
    expect(await alarms()).toMatchObject([{ is_open: true }]);
    // The reviewer's scenario: its webhook is lost too, and a person would have sent it with a new key.
    await isAcceptedLate(lost);
    expect(await lookUp(lost)).toBe('found');
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'accepted']);
    expect(world.payoutsAtStripe(lost.request)).toHaveLength(1);
    expect(await alarms()).toMatchObject([{ is_open: false }]);
  });

  it('pays once, whether the lost one or the repeated one comes first', async () => {
    const lost = await called();
    expect(await lookUp(lost)).toBe('not_yet');
    await isAcceptedLate(lost);
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'accepted']);
    expect(world.payoutsAtStripe(lost.request)).toHaveLength(1);
  });

  it('waits longer before each repetition, up to a quarter of an hour', async () => {
    const lost = await called({ kind: 'reset_before' }, 2);
    const attempt = { payoutAttemptId: lost.payoutAttemptId, claimNumber: 1 };
    expect(await lookUp(lost)).toBe('not_yet');
    expect(await fetchPayoutOutcome(run, lost.payoutAttemptId)).toMatchObject({ kind: 'not_yet' });
    expect(await world.permit({ ...attempt, claimNumber: 2 })).toEqual({ kind: 'blocked' });
    await world.sql`update payout_attempts set last_called_at = last_called_at - interval '3 seconds'
      where payout_attempt_id = ${lost.payoutAttemptId}`;
    expect(await world.permit({ ...attempt, claimNumber: 2 })).toMatchObject({ kind: 'permitted' });
  });
});

describe('a failure of Stripe', () => {
  it('counts as kept under the key when Stripe says so, not before; what still travels then gets it too', async () => {
    const lost = await called({ kind: 'error_500' });
    await afterItsCall(lost);
    expect(await lookUp(lost)).toBe('not_yet');
    await afterItsCall(lost);
    expect(await lookUp(lost)).toBe('absent');
    expect(keysAsked(lost)).toEqual(['1', '1']);
    expect(await world.call(lost.request)).toMatchObject({ kind: 'unknown', isStored: true });
    await renewProven(world.sql, person, { ...lost.request, ...lost });
    await world.afterUndoWindow(lost.request);
    await sendPayout(run, lost.request);
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'absent', 'accepted']);
    expect(world.payoutsAtStripe(lost.request)).toHaveLength(1);
  });

  it('that something before Stripe said keeps nothing: the database asks for a day', async () => {
    const lost = await called();
    await afterItsCall(lost);
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_attempts set state = 'absent', absent_since = clock_timestamp()
          where payout_attempt_id = ${lost.payoutAttemptId}`;
      }),
    ).rejects.toThrow('could still make its payout');
    await world.call(lost.request);
  });
});

describe('whoever presses for a new key', () => {
  it('is told who was first, at the same moment and also later: the request leaves under one new key', async () => {
    const lost = await absent();
    const { payoutRequestId } = lost.request;
    const others = await Promise.all(
      ['Vera', 'Timo'].map(async (name): Promise<Context> => {
        const operatorId = await insertOperator(world.sql, 'finance_operator');
        await world.sql`update operators set name = ${name} where operator_id = ${operatorId}`;
        return {
          actor: { kind: 'operator', operatorId, name, role: 'finance_operator' },
          requestId: 'test',
          now: now(),
        };
      }),
    );
    const shown = { payoutRequestId, payoutAttemptId: lost.payoutAttemptId };
    const both = await Promise.allSettled(others.map((by) => renewProven(world.sql, by, shown)));
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    const first = both[0]?.status === 'fulfilled' ? 'Vera' : 'Timo';
    const told = new RegExp(
      `^${first} has done this already, at \\d{4}-\\d\\d-\\d\\d [\\d:]{8} UTC\\. You changed nothing\\.$`,
    );
    expect(refused[0]?.reason).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(told) as string,
    });
    // By the form, before they prove anything.
    await expect(press(lost)).rejects.toThrow(told);
    await world.afterUndoWindow(lost.request);
    await sendPayout(run, lost.request);
    expect(keysAsked(lost)).toEqual(['1', '2']);
    expect(world.payoutsAtStripe(lost.request)).toHaveLength(1);
  });

  it('is refused when Stripe has the payout meanwhile, which then is what came of the call', async () => {
    const lost = await absent();
    await isAcceptedLate(lost);
    await expect(press(lost)).rejects.toThrow('Stripe has this payout after all');
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'accepted']);
    expect(world.payoutsAtStripe(lost.request)).toHaveLength(1);
    await expect(press(lost)).rejects.toThrow();
    expect(keysAsked(lost)).toEqual(['1', '1']);
  });

  it('is refused when its list cannot be read, and told what to do', async () => {
    const lost = await absent();
    listFails(lost);
    await expect(press(lost)).rejects.toThrow(
      'Nothing was confirmed and nothing leaves. Try again in a minute.',
    );
    world.stripe.simulator.faults.clear();
    expect(await world.statesOf(lost.request)).toEqual(['unknown', 'absent']);
    // The list is read, so what is asked for now is the proof of presence.
    await expect(press(lost)).rejects.toThrow('Confirm with a passkey');
  });
});

describe('an attempt with a new key', () => {
  const renewed = async () => {
    const lost = await absent();
    await renewProven(world.sql, person, { ...lost.request, ...lost });
    await world.afterUndoWindow(lost.request);
    return lost;
  };

  it('is not sent when Stripe has the payout of the one before by now', async () => {
    const lost = await renewed();
    await isAcceptedLate(lost);
    await sendPayout(run, lost.request);
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'accepted', 'abandoned']);
    expect(world.payoutsAtStripe(lost.request)).toHaveLength(1);
    expect(keysAsked(lost)).toEqual(['1', '1']);
  });

  it('waits while the list cannot be read, and leaves once when it can', async () => {
    const lost = await renewed();
    listFails(lost);
    await sendPayout(run, lost.request);
    expect(await world.statesOf(lost.request)).toEqual(['dispatching', 'absent', 'claimed']);
    expect(keysAsked(lost)).toEqual(['1']);
    world.stripe.simulator.faults.clear();
    const [attempt] = await world.sql<{ id: string }[]>`
      update payout_attempts set claimed_until = clock_timestamp() where payout_request_id = ${lost.request.payoutRequestId}
        and state = 'claimed' returning payout_attempt_id as id`;
    await sendTakenOver(run, { ...lost.request, payoutAttemptId: attempt?.id ?? '' });
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'absent', 'accepted']);
    expect(keysAsked(lost)).toEqual(['1', '2']);
  });

  it('is refused by the database on a list that nobody read, or that is older than a minute', async () => {
    const { request } = await renewed();
    const { payoutAttemptId } = await world.claimed(request);
    const call = () =>
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
          call_until = clock_timestamp() + interval '30 seconds' where payout_attempt_id = ${payoutAttemptId}`;
      });
    await expect(call()).rejects.toThrow('list is read before it is sent again');
    await world.sql`update payout_attempts set created_at = created_at - interval '1 hour',
      looked_up_at = clock_timestamp() - interval '2 minutes' where payout_attempt_id = ${payoutAttemptId}`;
    await expect(call()).rejects.toThrow('list is read before it is sent again');
  });
});

describe('a payout of an absent attempt that an event brings', () => {
  const brought = async ({ request }: Called) => {
    const answer = await world.call(request);
    if (answer.kind !== 'accepted') throw new Error('It was to be accepted');
    await recordPayouts(ctx, { payouts: [answer.payout], readAt: now() });
  };
  const isLocked = async () =>
    (await world.sql`select locked_at is not null as is_locked from dispatch_control`)[0]?.[
      'is_locked'
    ] as unknown;

  it('is looked up at once and ends the attempt, and nothing needs to stop', async () => {
    const lost = await absent();
    await brought(lost);
    expect(await isLocked()).toBe(false);
    const due = await readDueWork([], 100);
    expect(due).toContainEqual({
      kind: 'look_up',
      connectedAccountId: lost.request.connectedAccountId,
      payoutAttemptId: lost.payoutAttemptId,
    });
    expect(await lookUp(lost)).toBe('found');
    expect(await world.statesOf(lost.request)).toEqual(['sent', 'accepted']);
  });

  it('is looked up with every reading, also where its row was there before and where it was doubted before', async () => {
    const lost = await absent();
    const answer = await world.call(lost.request);
    if (answer.kind !== 'accepted') throw new Error('It was to be accepted');
    const { payout } = answer;
    const row = {
      payout_id: payout.payoutId,
      connected_account_id: payout.connectedAccountId,
      livemode: false,
      occurred_at: payout.occurredAt,
      amount: payout.amount.toString(),
      currency: payout.currency,
      status: 'pending',
      method: payout.method,
      is_automatic: false,
      arrives_on: payout.arrivesOn,
      metadata: payout.metadata,
      read_at: new Date(payout.occurredAt.getTime() - 60_000),
    };
    await world.sql`insert into payouts select (jsonb_populate_record(null::payouts, ${world.sql.json(row)})).*`;
    const isDue = async () =>
      (await readDueWork([], 100)).some(
        (work) => work.kind === 'look_up' && work.payoutAttemptId === lost.payoutAttemptId,
      );
    expect(await isDue()).toBe(false);
    for (let reading = 0; reading < 2; reading += 1) {
      await recordPayouts(ctx, { payouts: [payout], readAt: now() });
      expect(await isDue()).toBe(true);
      // A look-up that found nothing ends the doubt, until the next reading.
      await world.sql`update payout_attempts set next_look_up_at = null where payout_attempt_id = ${lost.payoutAttemptId}`;
    }
    await recordPayouts(ctx, { payouts: [payout], readAt: now() });
    expect(await lookUp(lost)).toBe('found');
  });

  it('locks dispatch when its request was cancelled: the money was free', async () => {
    const lost = await absent();
    const { payoutRequestId } = lost.request;
    await renewProven(world.sql, person, { ...lost.request, ...lost });
    await cancelPayoutRequest(person, { payoutRequestId, seenVersion: 1, reason: 'Paid by hand.' });
    await brought(lost);
    expect(await isLocked()).toBe(true);
  });
});
