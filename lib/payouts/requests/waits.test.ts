import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../../context.ts';
import { claimPayout } from '../dispatch/claim-payout.ts';
import { readDueWork } from '../dispatch/due-work.ts';
import { permitPayoutCall } from '../dispatch/permit-payout-call.ts';
import { lowerPayoutRequest } from '../review/lower-payout-request.ts';
import { amendPayoutRequest } from './amend-payout-request.ts';
import { openPolicyWorld, schedule, type PolicyWorld } from './policy-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';
import { reopenPayoutRequest } from './reopen-payout-request.ts';

/* The policy's wait stands beside its people, and no act of a person shortens it or brings a payout below a line. */

const POLICY = `go
wait 48 hours when amount > 30.00 USD
hold for 1 approval when amount > 60.00 USD`;
const WAIT_LINE = 'Line 2: wait 48 hours when amount > 30.00 USD';
const PEOPLE_LINE = 'Line 3: hold for 1 approval when amount > 60.00 USD';

let world: PolicyWorld;
beforeAll(async () => {
  world = await openPolicyWorld();
});
afterAll(() => world.close());
beforeEach(() => world.inForce(POLICY));

const dispatcher = jobContext('dispatch-payouts');
const asked = (amount: bigint, by?: Context) => world.asked(amount, by);
const stored = (payoutRequestId: string) => world.stored(payoutRequestId);
const inForce = (text: string) => world.inForce(text);
const tampered = (payoutRequestId: string, sets: string) => world.tampered(payoutRequestId, sets);
const claim = (request: { payoutRequestId: string; connectedAccountId: string }) =>
  claimPayout(dispatcher, { ...request, claimedBy: 'a test', claimMs: 60_000 });
const isDue = async (payoutRequestId: string) =>
  (await readDueWork([], 1_000)).some(
    (work) => work.kind === 'send' && work.payoutRequestId === payoutRequestId,
  );
/** As the program's own role, past the verbs. */
const asProgram = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });

describe('the policy’s wait', () => {
  it('stands beside its people: their approval does not end it, and it leaves when both are there', async () => {
    const request = await asked(80_00n);
    const { payoutRequestId } = request;
    expect(await stored(payoutRequestId)).toMatchObject({
      state: 'in_review',
      route: 'people',
      needed: 1,
      hours: 48,
      reasons: [WAIT_LINE, PEOPLE_LINE],
    });
    await world.approve('ines', payoutRequestId);
    await tampered(payoutRequestId, "leaves_after = now() - interval '1 second'");
    expect(await stored(payoutRequestId)).toMatchObject({ state: 'approved', hours: 48 });
    expect(await isDue(payoutRequestId)).toBe(false);
    expect(await claim(request)).toBeNull();
    await tampered(payoutRequestId, "waits_until = now() - interval '1 second'");
    expect(await isDue(payoutRequestId)).toBe(true);
    expect(await claim(request)).not.toBeNull();
  });

  it('leaves the ten seconds of an approval as they are', async () => {
    const { payoutRequestId } = await asked(80_00n);
    await tampered(payoutRequestId, "waits_until = now() + interval '1 second'");
    await world.approve('ines', payoutRequestId);
    const { leavesAfterSeconds } = await world.request(payoutRequestId);
    expect(leavesAfterSeconds).toBeGreaterThanOrEqual(10);
    expect(leavesAfterSeconds).toBeLessThan(60);
  });

  it('is what something that nobody has to look at waits for', async () => {
    const request = await asked(40_00n);
    expect(await stored(request.payoutRequestId)).toMatchObject({
      state: 'approved',
      route: 'wait',
      needed: 0,
      hours: 48,
      reasons: [WAIT_LINE],
    });
    await tampered(request.payoutRequestId, "leaves_after = now() - interval '1 second'");
    expect(await claim(request)).toBeNull();
  });

  it('holds for what a person asks for', async () => {
    const { payoutRequestId } = await asked(40_00n, world.as('anna'));
    expect(await stored(payoutRequestId)).toMatchObject({
      state: 'in_review',
      route: 'people',
      needed: 1,
      hours: 48,
      reasons: ['A person asked for it, so another person decides.', WAIT_LINE],
    });
  });

  it('is not shortened by a penny less', async () => {
    const request = await asked(80_00n);
    const { payoutRequestId } = request;
    await lowerPayoutRequest(world.as('marek'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 79_99n,
      because: 'Only what was delivered',
    });
    await world.approve('ines', payoutRequestId);
    await tampered(payoutRequestId, "leaves_after = now() - interval '1 second'");
    expect(await stored(payoutRequestId)).toMatchObject({ state: 'approved', version: 2, hours: 48 });
    expect(await claim(request)).toBeNull();
  });

  it('ends at the later of the old and the new one when a request is changed, and says why', async () => {
    const { payoutRequestId } = await asked(40_00n, world.as('anna'));
    await tampered(payoutRequestId, "waits_until = now() + interval '100 hours'");
    const change = (seenVersion: number, amount: bigint) =>
      amendPayoutRequest(world.as('anna'), {
        payoutRequestId,
        seenVersion,
        amount,
        because: 'Typed wrongly',
      });
    await change(1, 45_00n);
    expect(await stored(payoutRequestId)).toMatchObject({ version: 2, hours: 100 });
    await tampered(payoutRequestId, "waits_until = now() + interval '10 hours'");
    await change(2, 50_00n);
    expect(await stored(payoutRequestId)).toMatchObject({ version: 3, hours: 48 });
    await inForce('go');
    await change(3, 55_00n);
    expect(await stored(payoutRequestId)).toMatchObject({
      version: 4,
      hours: 48,
      reasons: ['A person asked for it, so another person decides.', WAIT_LINE],
    });
  });

  it('goes on where the policy would let go now', async () => {
    const { payoutRequestId } = await asked(40_00n);
    await inForce('go');
    await amendPayoutRequest(schedule, {
      payoutRequestId,
      seenVersion: 1,
      amount: 40_00n,
      because: 'Its destination is another one',
    });
    expect(await stored(payoutRequestId)).toMatchObject({
      state: 'approved',
      route: 'wait',
      hours: 48,
      reasons: [WAIT_LINE],
    });
  });

  it('begins anew when a payout is opened again, and never ends sooner than it would have', async () => {
    const { payoutRequestId } = await asked(80_00n);
    const again = async (hours: number, seenVersion: number) => {
      await tampered(
        payoutRequestId,
        `state = 'refused', waits_until = now() + interval '${String(hours)} hours'`,
      );
      await reopenPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion, reason: 'Bank corrected' });
      return stored(payoutRequestId);
    };
    expect(await again(-1, 1)).toMatchObject({ version: 2, hours: 48, needed: 1 });
    expect(await again(60, 2)).toMatchObject({ version: 3, hours: 60 });
  });
});

it('begins anew as well where as many people as before are kept, though the policy would ask fewer now', async () => {
  await inForce('go\nhold for 2 approvals when first payout\nwait 48 hours when amount > 30.00 USD');
  const { payoutRequestId, connectedAccountId } = await asked(80_00n);
  const other = await proposePayout(schedule, { connectedAccountId, currency: 'usd', amount: 10_00n });
  await tampered(other.payoutRequestId, "state = 'sent', is_reserved = false, payout_id = 'po_before'");
  await tampered(payoutRequestId, "state = 'refused', waits_until = now() - interval '1 hour'");
  await reopenPayoutRequest(world.as('anna'), {
    payoutRequestId,
    seenVersion: 1,
    reason: 'Bank corrected',
  });
  expect(await stored(payoutRequestId)).toMatchObject({
    needed: 2,
    hours: 48,
    reasons: [
      'Line 2: hold for 2 approvals when first payout',
      'Line 3: wait 48 hours when amount > 30.00 USD',
    ],
  });
});

describe('past the verbs, the database', () => {
  const LATER = 'never ends sooner';

  it('moves no wait forward and takes none away', async () => {
    const { payoutRequestId } = await asked(80_00n);
    const set = (sets: string) =>
      asProgram(`update payout_requests set ${sets} where payout_request_id = '${payoutRequestId}'`);
    await expect(set('waits_until = null')).rejects.toThrow(LATER);
    await expect(set("waits_until = waits_until - interval '1 second'")).rejects.toThrow(LATER);
    await set("waits_until = waits_until + interval '1 second'");
  });

  it('takes no wait without its end', async () => {
    const { payoutRequestId } = await asked(40_00n);
    await expect(
      asProgram(`insert into payout_requests
        select (jsonb_populate_record(null::payout_requests, to_jsonb(request) || jsonb_build_object('payout_request_id', 'prq_endless',
          'waits_until', null, 'state', 'in_review'))).* from payout_requests as request
        where payout_request_id = '${payoutRequestId}'`),
    ).rejects.toThrow('waits, so it says until when');
  });

  it('claims and permits nothing before it is over', async () => {
    const request = await asked(40_00n);
    const { payoutRequestId } = request;
    await tampered(payoutRequestId, "leaves_after = now() - interval '1 second'");
    await expect(
      world.sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_requests set state = 'dispatching', attempt_count = 1 where payout_request_id = ${payoutRequestId}`;
        await tx`
          insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
            payload_hash, state, claimed_by, claimed_until)
          select 'pat_early', payout_request_id, connected_account_id, 1, payout_request_id || '/1', payload_hash, 'claimed', 'x',
            now() + interval '1 minute'
          from payout_requests where payout_request_id = ${payoutRequestId}`;
      }),
    ).rejects.toThrow('still waits, as its policy says');
    await tampered(payoutRequestId, "waits_until = now() - interval '1 second'");
    const claimed = await claim(request);
    if (claimed === null) throw new Error('it was not claimed');
    await tampered(payoutRequestId, "waits_until = now() + interval '1 hour'");
    await expect(
      asProgram(`update payout_attempts set state = 'calling', call_until = clock_timestamp() + interval '10 seconds',
          epoch = (select epoch from dispatch_control)
        where payout_attempt_id = '${claimed.payoutAttemptId}'`),
    ).rejects.toThrow('still waits, as its policy says');
    const permit = await permitPayoutCall(dispatcher, {
      ...claimed,
      callMs: 10_000,
      retryMs: 1_000,
      keyMs: 60_000,
    });
    expect(permit).toEqual({ kind: 'blocked' });
    expect(await stored(payoutRequestId)).toMatchObject({ state: 'approved' });
    const [given] = await world.sql`
      select after->>'because' as because from audit_records where subject = ${payoutRequestId} and action = 'payout_attempt.abandon'`;
    expect(given).toEqual({ because: 'wait_of_the_policy' });
  });

  it('judges a request by no less than before', async () => {
    const { payoutRequestId } = await asked(80_00n);
    await lowerPayoutRequest(world.as('marek'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 10_00n,
      because: 'Only what was delivered',
    });
    expect(await stored(payoutRequestId)).toMatchObject({ judged: '8000' });
    for (const judged of ['null', '7999'])
      await expect(
        asProgram(
          `update payout_requests set judged_amount = ${judged} where payout_request_id = '${payoutRequestId}'`,
        ),
      ).rejects.toThrow('is judged by no less than before');
  });
});
