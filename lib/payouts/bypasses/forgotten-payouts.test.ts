import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { cancelPayout } from '../../stripe/cancel-payout.ts';
import {
  anna,
  dispatcher,
  startDispatchWorld,
  type DispatchWorld,
} from '../dispatch/dispatch-world.fixture.ts';
import { fetchDispatchReading } from '../dispatch/fetch-dispatch-reading.ts';
import { lockDispatch } from '../dispatch/lock-dispatch.ts';
import { sendPayout } from '../dispatch/send-payout.ts';
import { DISPATCH_TIMING } from '../dispatch/timing.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { cancelPayoutRequest } from '../requests/cancel-payout-request.ts';
import type { TestRequest } from '../requests/test-request.fixture.ts';
import { noteMissedBypasses } from './note-missed-bypasses.ts';
import { sendBypassEnds } from './send-bypass-ends.ts';
import { undoAgain } from './undo-again.ts';

/* A database that was put back has forgotten what it had sent: a seller's rent, which Stripe has not sent on yet. */

let world: DispatchWorld;
const events = jobContext('process-stripe-events');
const worker = jobContext('end-bypasses');
const run = {
  ctx: dispatcher,
  workerName: 'a test',
  timing: { ...DISPATCH_TIMING, retryMs: 0 },
  onStep: () => undefined,
};
/** As if every call from before the lock had settled. */
const listsRead = () => fetchDispatchReading({ ...run, timing: { ...run.timing, callMs: 0, settleMs: 0 } });

beforeAll(async () => {
  world = await startDispatchWorld();
});
afterEach(() => unlock());
afterAll(() => world.stop());

const lock = () => lockDispatch(dispatcher, { because: 'A backup was put back.' });

async function unlock(): Promise<void> {
  await world.sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
  await world.sql`update dispatch_control set locked_at = null, locked_because = null`;
}

/** Around the verbs and their guards, by whoever owns the tables. */
const around = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });

/** Called and paid, of which this database knows nothing. */
async function forgotten(request: TestRequest): Promise<string> {
  const answer = await world.call(request);
  if (answer.kind !== 'accepted') throw new Error('It was to be accepted');
  return answer.payout.payoutId;
}

/** By somebody with the platform's key. */
const forged = (request: TestRequest, more: { amount?: number; destination?: string; names?: string } = {}) =>
  world.stripe.simulator.createPayout({
    account: request.connectedAccountId,
    amount: more.amount ?? Number(request.amount),
    currency: request.currency,
    destination: more.destination ?? request.destinationId,
    metadata: { sluice_payout_request_id: more.names ?? request.payoutRequestId },
  }).id;

/** Read, as by its event, and undone as far as the worker does it: at once, and at every later look. */
async function seen({ connectedAccountId }: TestRequest, payoutId: string): Promise<string | undefined> {
  await fetchPayout(events, connectedAccountId, payoutId);
  await looked();
  return statusOf(payoutId);
}

async function looked(): Promise<void> {
  await noteMissedBypasses(worker, {});
  await sendBypassEnds(worker);
  await undoAgain(worker);
}

const statusOf = (payoutId: string): string | undefined =>
  world.stripe.simulator.core.store.payouts.find(payoutId)?.row.status;

const alarmOf = async (payoutId: string): Promise<string | undefined> =>
  (
    await world.sql<{ text: string }[]>`
    select text from alarms where kind = 'payout_bypassed' and subject = ${payoutId} and closed_at is null`
  )[0]?.text;

describe('under the lock, a payout that bears the id of a request, its very money and its bank account', () => {
  it('is not cancelled by itself: the alarm says whose it may be and what people can do, and it leaves once', async () => {
    const request = await world.approved();
    const payoutId = await forgotten(request);
    await lock();
    expect(await seen(request, payoutId)).toBe('pending');
    const alarm = await alarmOf(payoutId);
    expect(alarm).toContain(`Stripe pays 125.00 USD out of`);
    expect(alarm).toContain(`for ${request.payoutRequestId}, to its very bank account`);
    expect(alarm).toContain(`If it was meant, say so on the page of ${request.payoutRequestId}`);
    expect(alarm).not.toContain('it was not Sluice');
    expect(await listsRead()).toBe(true);
    const [hold] = await world.sql<{ text: string }[]>`
      select reviewer_text as text from holds where payout_request_id = ${request.payoutRequestId}`;
    expect(hold?.text).toContain('or cancel the request: that payout stays either way');
    // Kept: also when nothing could be sent for the request any more, and dispatch is open again.
    await cancelPayoutRequest(anna, {
      ...seenOf(request),
      reason: 'It was paid before the restore.',
      stays: payoutId,
    });
    await unlock();
    expect(await seen(request, payoutId)).toBe('pending');
    await sendPayout(run, request);
    expect(world.payoutsAtStripe(request).map(({ status }) => status)).toEqual(['pending']);
  });

  it.each([
    ['left', 'cancel the request, which Stripe had refused before: that payout stays.'],
    ['come back', 'Its money has come back: let this hold go, and the request can be opened again; or'],
  ])(
    'of a refused request, its money %s, has a hold that names what that page offers',
    async (where, text) => {
      const request = await world.approved();
      const payoutId = await forgotten(request);
      await lock();
      if (where === 'come back') await cancelPayout(request.connectedAccountId, payoutId);
      await around(
        `update payout_requests set state = 'refused' where payout_request_id = '${request.payoutRequestId}'`,
      );
      expect(await listsRead()).toBe(true);
      const [hold] = await world.sql<{ text: string }[]>`
      select reviewer_text as text from holds where payout_request_id = ${request.payoutRequestId}`;
      expect(hold?.text).toContain(text);
      expect(hold?.text).not.toMatch(/say on this page|leaves once more/);
    },
  );

  it('that people cancel at Stripe has ended with that, and its request is returned once they let its hold go', async () => {
    const request = await world.approved();
    const payoutId = await forgotten(request);
    await lock();
    await seen(request, payoutId);
    await cancelPayout(request.connectedAccountId, payoutId);
    expect(await seen(request, payoutId)).toBe('canceled');
    expect(await listsRead()).toBe(true);
    await around(`delete from holds where payout_request_id = '${request.payoutRequestId}'`);
    await unlock();
    await sendPayout(run, request);
    // Within a day Stripe knows the forgotten call and answers with what it made: the request is returned, and people open it again.
    expect(world.payoutsAtStripe(request).map(({ status }) => status)).toEqual(['canceled']);
    expect(await world.statesOf(request)).toEqual(['returned', 'returned']);
  });

  it('is one at most: of two the other is cancelled', async () => {
    const request = await world.approved();
    const payoutId = await forgotten(request);
    const copy = forged(request);
    await lock();
    expect([await seen(request, payoutId), await seen(request, copy)]).toEqual(['pending', 'canceled']);
  });
});

describe('the request of such a payout, cancelled by people', () => {
  const reason = 'It was paid before the restore.';

  it('is held by nothing any more: the hold ends with it by its own source, and so does the alarm', async () => {
    const request = await world.approved();
    const payoutId = await forgotten(request);
    await lock();
    await seen(request, payoutId);
    expect(await listsRead()).toBe(true);
    await cancelPayoutRequest(anna, { ...seenOf(request), reason, stays: payoutId });
    expect(await holdOf(request)).toEqual({
      state: 'released',
      by: 'reconciliation',
      because: 'The request is cancelled: nothing is sent for it any more.',
    });
    expect(await alarmOf(payoutId)).toBeUndefined();
    expect(await seen(request, payoutId)).toBe('pending');
    expect(await alarmOf(payoutId)).toBeUndefined();
    const [record] = await world.sql<{ stays: string }[]>`select after ->> 'payoutId' as stays
      from audit_records where action = 'payout_request.cancel' and subject = ${request.payoutRequestId}`;
    expect(record).toEqual({ stays: payoutId });
  });

  it('is cancelled by nobody who was not shown that payout, or another one', async () => {
    const request = await world.approved();
    const payoutId = await forgotten(request);
    await lock();
    await seen(request, payoutId);
    for (const stays of [null, 'po_other'])
      await expect(cancelPayoutRequest(anna, { ...seenOf(request), reason, stays })).rejects.toThrow(
        `Stripe has ${payoutId} for this request, which stays`,
      );
    expect(await alarmOf(payoutId)).toBeDefined();
    // What has come back stays nowhere, whatever was shown.
    await cancelPayout(request.connectedAccountId, payoutId);
    await seen(request, payoutId);
    await cancelPayoutRequest(anna, { ...seenOf(request), reason, stays: payoutId });
    const [record] = await world.sql<{ stays: string | null }[]>`select after ->> 'payoutId' as stays
      from audit_records where action = 'payout_request.cancel' and subject = ${request.payoutRequestId}`;
    expect(record).toEqual({ stays: null });
  });

  it('does not end while it is held, and its hold not before it ends, by hand', async () => {
    const request = await world.approved();
    const payoutId = await forgotten(request);
    await lock();
    await seen(request, payoutId);
    expect(await listsRead()).toBe(true);
    const byHand = (statement: string) =>
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx.unsafe(statement);
      });
    await expect(
      byHand(`update payout_requests set state = 'cancelled', is_reserved = false
        where payout_request_id = '${request.payoutRequestId}'`),
    ).rejects.toThrow('is held, so its money stays');
    await expect(
      byHand(`update holds set state = 'released', released_at = now(), released_by = 'x', release_reason = 'x',
        released_by_source = source where payout_request_id = '${request.payoutRequestId}'`),
    ).rejects.toThrow('of which nobody has said whose it is');
    await expect(
      byHand(
        `update alarms set closed_at = now() where kind = 'payout_bypassed' and subject = '${payoutId}'`,
      ),
    ).rejects.toThrow();
    expect(await holdOf(request)).toMatchObject({ state: 'open' });
  });
});

const holdOf = async ({ payoutRequestId }: TestRequest) =>
  (
    await world.sql`select state, released_by_source as by, release_reason as because from holds
      where payout_request_id = ${payoutRequestId} and source = 'reconciliation'`
  )[0];

const seenOf = ({ payoutRequestId }: TestRequest) => ({ payoutRequestId, seenVersion: 1 });

describe('is cancelled as what left past Sluice', () => {
  it.each<[string, (request: TestRequest) => string | Promise<string>]>([
    ['of another amount', (request) => forged(request, { amount: 12_400 })],
    ['that names a request which is not known here', (request) => forged(request, { names: 'prq_other' })],
    [
      'to another bank account',
      (request) => {
        const record = world.stripe.simulator.accountOf(request.connectedAccountId);
        const { id } = world.stripe.simulator.addBankAccount(record, {
          accountNumber: '000999999999',
          routingNumber: '110000000',
        });
        return forged(request, { destination: id });
      },
    ],
    [
      'that names the request of another account',
      async (request) => {
        const other = await world.approved();
        return forged(request, { names: other.payoutRequestId });
      },
    ],
  ])('a payout %s', async (_, make) => {
    const request = await world.approved();
    const payoutId = await make(request);
    await lock();
    expect(await seen(request, payoutId)).toBe('canceled');
    expect(await alarmOf(payoutId)).toContain('it was not Sluice');
  });

  it('a payout that was made since the lock, when Sluice sends nothing', async () => {
    const request = await world.approved();
    await lock();
    await world.sql`update dispatch_control set locked_at = locked_at - interval '1 hour'`;
    expect(await seen(request, forged(request))).toBe('canceled');
  });

  it('a payout from before its request was asked for', async () => {
    const request = await world.approved();
    const payoutId = forged(request);
    await around(
      `update payout_requests set requested_at = now() + interval '1 hour' where payout_request_id = '${request.payoutRequestId}'`,
    );
    await lock();
    expect(await seen(request, payoutId)).toBe('canceled');
  });

  it('a payout for a request that people had rejected', async () => {
    const request = await world.approved();
    const payoutId = forged(request);
    await around(
      `update payout_requests set state = 'rejected', is_reserved = false where payout_request_id = '${request.payoutRequestId}'`,
    );
    await lock();
    expect(await seen(request, payoutId)).toBe('canceled');
  });

  it('a payout while dispatch is open, for this database has forgotten nothing', async () => {
    const request = await world.approved();
    expect(await seen(request, forged(request))).toBe('canceled');
  });
});

it('whoever wrote the row of a thief’s payout first, as it would be ours, hides nothing by it', async () => {
  const request = await world.approved();
  const payoutId = forged(request, { amount: 30_000 });
  await lock();
  const [row] = await world.sql<
    { at: Date }[]
  >`select locked_at - interval '2 seconds' as at from dispatch_control`;
  await world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx`insert into payouts ${tx({
      payout_id: payoutId,
      connected_account_id: request.connectedAccountId,
      livemode: false,
      occurred_at: row?.at ?? new Date(0),
      amount: request.amount.toString(),
      currency: request.currency,
      status: 'pending',
      method: 'standard',
      is_automatic: false,
      arrives_on: '2030-01-01',
      destination_id: request.destinationId,
      metadata: tx.json({ sluice_payout_request_id: request.payoutRequestId }),
      read_at: row?.at ?? new Date(0),
    })}`;
  });
  expect(await seen(request, payoutId)).toBe('canceled');
});

it('the database calls it so only under a lock that is younger, whoever asks', async () => {
  const request = await world.approved();
  const payoutId = forged(request);
  await fetchPayout(events, request.connectedAccountId, payoutId);
  const isSo = async () =>
    (await world.sql`select may_be_forgotten(${payoutId}, ${request.payoutRequestId}) as so`)[0]?.[
      'so'
    ] as boolean;
  // A payout that nobody here made has locked it.
  expect(await isSo()).toBe(true);
  await world.sql`update dispatch_control set locked_at = locked_at - interval '1 hour'`;
  expect(await isSo()).toBe(false);
  await unlock();
  expect(await isSo()).toBe(false);
});
