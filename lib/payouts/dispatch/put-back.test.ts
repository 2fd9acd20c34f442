import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cancelPayout } from '../../stripe/cancel-payout.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { PAYOUT_STATUSES } from '../types.ts';
import type { TestRequest } from '../requests/test-request.fixture.ts';
import { dispatcher as ctx, startDispatchWorld, type DispatchWorld } from './dispatch-world.fixture.ts';
import { HAS_COME_BACK } from './fetch-payout-of-request.ts';
import { sendPayout, sendTakenOver } from './send-payout.ts';
import { DISPATCH_TIMING } from './timing.ts';

/*
 * A database that was put back without anybody locking dispatch: it has forgotten calls, and what it believes to be unsent may
 * have left. With the local Stripe over HTTP, judged by its own list.
 */

let world: DispatchWorld;
const run = {
  ctx,
  workerName: 'a test',
  timing: { ...DISPATCH_TIMING, retryMs: 0 },
  onStep: () => undefined,
};

beforeAll(async () => {
  world = await startDispatchWorld();
});
afterEach(async () => {
  world.stripe.simulator.faults.clear();
  await unlock();
});
afterAll(() => world.stop());

/** Approved so many hours ago, by the database's clock. */
async function approved(hoursAgo: number): Promise<TestRequest> {
  const request = await world.approved();
  await world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update payout_requests set requested_at = requested_at - make_interval(hours => ${hoursAgo})
      where payout_request_id = ${request.payoutRequestId}`;
  });
  return request;
}

/** Called and paid, of which this database knows nothing. @param attempt whose key: of another one than the first, Stripe has forgotten the first */
const forgotten = async (request: TestRequest, attempt: number) => {
  const answer = await world.call(request, attempt);
  if (answer.kind !== 'accepted') throw new Error('It was to be accepted');
  return answer.payout.payoutId;
};

const unlock = async () => {
  await world.sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
  await world.sql`update dispatch_control set locked_at = null, locked_because = null`;
};

const lock = async () =>
  (await world.sql<{ because: string | null }[]>`select locked_because as because from dispatch_control`)[0]
    ?.because ?? null;

it('a request that is younger gets the payout that it has, under the same key', async () => {
  const request = await approved(22);
  await forgotten(request, 1);
  await sendPayout(run, request);
  expect(world.payoutsAtStripe(request)).toHaveLength(1);
  expect(await world.statesOf(request)).toEqual(['sent', 'accepted']);
  expect(await lock()).toBeNull();
});

it('what was claimed and given up before its call spends no key: a younger request gets the payout that it has', async () => {
  const request = await approved(22);
  const { payoutAttemptId } = await world.claimed(request);
  await world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update payout_attempts set state = 'abandoned', ended_at = now() where payout_attempt_id = ${payoutAttemptId}`;
    await tx`update payout_requests set state = 'approved' where payout_request_id = ${request.payoutRequestId}`;
  });
  await forgotten(request, 1);
  await sendPayout(run, request);
  expect(world.payoutsAtStripe(request)).toHaveLength(1);
  expect(await world.statesOf(request)).toEqual(['sent', 'abandoned', 'accepted']);
  expect(await lock()).toBeNull();
});

it('nothing is called for a request of which our own mirror has a payout, however young it is: dispatch locks itself', async () => {
  const request = await approved(1);
  await fetchPayout(ctx, request.connectedAccountId, await forgotten(request, 2));
  await unlock();
  await sendPayout(run, request);
  expect(world.payoutsAtStripe(request)).toHaveLength(1);
  expect(await world.statesOf(request)).toEqual(['approved', 'abandoned']);
  expect(await lock()).toContain('this database knows of no call that made it');
});

it('an old request of which Stripe has nothing leaves once, and not before the list could be read', async () => {
  const request = await approved(25);
  const { connectedAccountId: account } = request;
  const { simulator } = world.stripe;
  simulator.faults.add({
    match: { path: '/v1/payouts', method: 'GET', account },
    fault: { kind: 'error', status: 503 },
    times: null,
  });
  await sendPayout(run, request);
  expect(world.payoutsAtStripe(request)).toHaveLength(0);
  expect(await world.statesOf(request)).toEqual(['dispatching', 'claimed']);
  simulator.faults.clear();
  const [attempt] = await world.sql<{ id: string }[]>`
    update payout_attempts set claimed_until = clock_timestamp() where payout_request_id = ${request.payoutRequestId}
    returning payout_attempt_id as id`;
  await sendTakenOver(run, { ...request, payoutAttemptId: attempt?.id ?? '' });
  expect(world.payoutsAtStripe(request)).toHaveLength(1);
  expect(await world.statesOf(request)).toEqual(['sent', 'accepted']);
});

it('the database asks for the reading, whoever calls', async () => {
  const [old, young] = [await approved(25), await approved(22)];
  const call = async (request: TestRequest) => {
    const { payoutAttemptId } = await world.claimed(request);
    await world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
        call_until = clock_timestamp() + interval '30 seconds' where payout_attempt_id = ${payoutAttemptId}`;
    });
  };
  await expect(call(old)).rejects.toThrow('list is read before it is sent again');
  await expect(call(young)).resolves.toBeUndefined();
});

it('a request that is older than Stripe’s keys is not paid again: its list is read first, and dispatch locks itself', async () => {
  const request = await approved(25);
  await forgotten(request, 7);
  // Also where the lock was ended and nothing holds the request.
  for (const attempts of [['abandoned'], ['abandoned', 'abandoned']]) {
    await sendPayout(run, request);
    expect(world.payoutsAtStripe(request)).toHaveLength(1);
    expect(await world.statesOf(request)).toEqual(['approved', ...attempts]);
    expect(await lock()).toContain(
      `for ${request.payoutRequestId}, and this database knows of no call that made it`,
    );
    await unlock();
  }
});

it('what came back leaves once more, when dispatch was opened again', async () => {
  const request = await approved(25);
  const payoutId = await forgotten(request, 7);
  await cancelPayout(request.connectedAccountId, payoutId);
  await sendPayout(run, request);
  expect(await lock()).toContain(payoutId);
  await unlock();
  await sendPayout(run, request);
  expect(world.payoutsAtStripe(request).map(({ status }) => status)).toEqual(['canceled', 'pending']);
  expect(await world.statesOf(request)).toEqual(['sent', 'abandoned', 'accepted']);
  expect(await lock()).toBeNull();
});

it.each(PAYOUT_STATUSES)(
  'a payout of our mirror that is %s keeps its request from being called, unless its money has come back',
  async (status) => {
    const request = await approved(1);
    const { payoutAttemptId } = await world.claimed(request);
    const payoutId = await forgotten(request, 2);
    await fetchPayout(ctx, request.connectedAccountId, payoutId);
    await world.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update payouts set status = ${status} where payout_id = ${payoutId}`;
    });
    const [attempt] = await world.sql<{ may_be_called: boolean }[]>`
    select is_read_since_earlier(attempt) as may_be_called from payout_attempts as attempt where payout_attempt_id = ${payoutAttemptId}`;
    expect(attempt?.may_be_called).toBe(HAS_COME_BACK.includes(status));
  },
);
