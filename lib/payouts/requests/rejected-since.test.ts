import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { getPayoutRequest } from '../queue/detail-queries.ts';
import { twoPeople } from '../../ledger/invariants/two-people.ts';
import { claimPayout } from '../dispatch/claim-payout.ts';
import { permitPayoutCall } from '../dispatch/permit-payout-call.ts';
import { returnToReview } from '../review/return-to-review.ts';
import { watchApprovals } from '../review/watch-approvals.ts';
import { openPolicyWorld, schedule, type PolicyWorld } from './policy-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';

/* A no that comes while another request with the same balance transactions waits to leave is about that one, too. */

let world: PolicyWorld;
beforeAll(async () => {
  world = await openPolicyWorld();
});
afterAll(() => world.close());
beforeEach(() => world.inForce('go'));

const ask = async (connectedAccountId: string, amount: bigint | null = null) =>
  (await proposePayout(schedule, { connectedAccountId, currency: 'usd', amount })).payoutRequestId;

const watch = () => watchApprovals(jobContext('watch-approvals'));

const claim = (payoutRequestId: string, connectedAccountId: string) =>
  claimPayout(jobContext('dispatch-payouts'), {
    payoutRequestId,
    connectedAccountId,
    claimedBy: 'a test',
    claimMs: 60_000,
  });

const leavesNow = (payoutRequestId: string) =>
  world.tampered(payoutRequestId, "leaves_after = now() - interval '1 second'");

const byInes = () => `Rejected before by ines on ${new Date().toISOString().slice(0, 10)}: Not this seller`;

/** Two requests of one balance transaction of 100.00 USD, which nobody had to approve. @returns the one that stays */
async function two(charges = [100_00n]) {
  const account = await world.account(charges);
  const rejected = await ask(account, 60_00n);
  const waits = await ask(account, 40_00n);
  expect(await world.stored(waits)).toMatchObject({ state: 'approved', needed: 0 });
  return { account, waits, reject: () => world.reject('ines', rejected) };
}

describe('rejected while another request with the same transactions waits', () => {
  it('that one comes before a person within a minute, with whose no it was, and leaves when a person lets it', async () => {
    const { account, waits, reject } = await two();
    expect(await watch()).toBe(0);
    await reject();
    expect(await watch()).toBe(1);
    expect(await world.stored(waits)).toMatchObject({
      state: 'in_review',
      route: 'people',
      needed: 1,
      version: 2,
      reasons: [byInes()],
    });
    expect(await watch()).toBe(0);
    await world.approve('marek', waits);
    await leavesNow(waits);
    expect(await claim(waits, account)).not.toBeNull();
  });

  it('the claim asks, too, and puts it before people', async () => {
    const { account, waits, reject } = await two();
    await reject();
    await leavesNow(waits);
    expect(await claim(waits, account)).toBeNull();
    expect(await world.stored(waits)).toMatchObject({ state: 'in_review', needed: 1, reasons: [byInes()] });
    const records = await world.sql`
      select before ->> 'approvalsNeeded' as before, after ->> 'approvalsNeeded' as after from audit_records
      where subject = ${waits} and action = 'payout_request.fall_back'`;
    expect(records).toEqual([{ before: '0', after: '1' }]);
  });

  it('its wait goes on', async () => {
    await world.inForce('wait 48 hours');
    const { waits, reject } = await two();
    await reject();
    await watch();
    expect(await world.stored(waits)).toMatchObject({
      state: 'in_review',
      hours: 48,
      reasons: [byInes(), 'Line 1: wait 48 hours'],
    });
  });

  it('and so does the permit of a call that was claimed before', async () => {
    const { account, waits, reject } = await two();
    await leavesNow(waits);
    const attempt = await claim(waits, account);
    await reject();
    const permit = await permitPayoutCall(jobContext('dispatch-payouts'), {
      payoutAttemptId: attempt?.payoutAttemptId ?? '',
      claimNumber: 1,
      callMs: 1_000,
      retryMs: 0,
      keyMs: 60_000,
    });
    expect(permit.kind).toBe('blocked');
    expect(await world.stored(waits)).toMatchObject({ state: 'approved' });
    expect(await watch()).toBe(1);
  });

  it('what pays other transactions is not meant, nor what people approved', async () => {
    const other = await two([60_00n, 40_00n]);
    await other.reject();
    expect(await watch()).toBe(0);
    await leavesNow(other.waits);
    expect(await claim(other.waits, other.account)).not.toBeNull();
    await world.inForce('hold for 1 approval when amount < 50.00 USD\ngo');
    const account = await world.account([100_00n]);
    const rejected = await ask(account, 60_00n);
    const approved = await ask(account, 40_00n);
    await world.approve('marek', approved);
    await world.reject('ines', rejected);
    expect(await watch()).toBe(0);
    expect(await returnToReview(jobContext('watch-approvals'), { payoutRequestId: approved })).toEqual({
      isReturned: false,
    });
    await leavesNow(approved);
    expect(await claim(approved, account)).not.toBeNull();
  });
});

describe('by hand, as the program,', () => {
  const attempt = async (account: string, waits: string) => {
    const { payloadHash } = await hashOf(waits);
    await world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`update payout_requests set state = 'dispatching', attempt_count = 1 where payout_request_id = ${waits}`;
      await tx`insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
          payload_hash, state, claimed_by, claimed_until)
        values (${`pat_${waits}`}, ${waits}, ${account}, 1, ${waits}, ${payloadHash}, 'claimed', 'x', now() + interval '1 minute')`;
    });
  };
  const hashOf = async (waits: string) => {
    const [row] = await world.sql<{ payloadHash: string }[]>`
      select payload_hash as "payloadHash" from payout_requests where payout_request_id = ${waits}`;
    if (row === undefined) throw new Error(`no ${waits}`);
    return row;
  };
  const call = (waits: string, at = 'now()') =>
    world.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx.unsafe(`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
        call_until = clock_timestamp() + interval '10 seconds', first_called_at = ${at}, last_called_at = ${at}
        where payout_attempt_id = 'pat_${waits}'`);
    });

  it('it is neither claimed nor called', async () => {
    const { account, waits, reject } = await two();
    const word = 'pays what a person rejected';
    await reject();
    await expect(attempt(account, waits)).rejects.toThrow(word);
    const before = await two();
    await attempt(before.account, before.waits);
    await before.reject();
    await expect(call(before.waits)).rejects.toThrow(word);
    // Rejections of before the rule bind nobody.
    await world.tamper(
      `update payout_approvals set decided_at = looser_by_proof_since() - interval '1 second' where decision = 'reject'`,
    );
    await call(before.waits);
  });

  it('what was called all the same is named', async () => {
    const named = async (waits: string) =>
      (await inTransaction((tx) => twoPeople.check(tx, { now: new Date(), from: null }))).findings.filter(
        ({ id }) => id === waits,
      );
    const { account, waits, reject } = await two();
    await attempt(account, waits);
    await call(waits);
    expect(await named(waits)).toEqual([]);
    await reject();
    expect(await named(waits), 'a no of after the call').toEqual([]);
    await world.tamper(
      `update payout_attempts set first_called_at = clock_timestamp() where payout_attempt_id = 'pat_${waits}'`,
    );
    expect(await named(waits)).toHaveLength(1);
    await world.tamper(`create or replace function rejected_until_called_since() returns timestamptz language sql immutable
      as $$ select 'infinity'::timestamptz $$`);
    expect(await named(waits), 'called before that rule').toEqual([]);
  });
});

describe('a no that comes while people decide about the same balance transaction', () => {
  const saidTo = async (who: 'ines' | 'marek', payoutRequestId: string) => {
    const { preview } = await getPayoutRequest(world.as(who), payoutRequestId);
    const lines = preview.groups.flatMap((group) => group.lines);
    return {
      hash: preview.previewHash,
      said: lines.filter(({ name }) => name === 'Since it was asked for').map(({ value }) => value),
    };
  };

  it('is shown to whoever decides next, and what they had read before is no more what is so', async () => {
    await world.inForce('hold for 2 approvals');
    const account = await world.account([100_00n]);
    const [rejected, waits] = [await ask(account, 60_00n), await ask(account, 40_00n)];
    const before = await saidTo('marek', waits);
    expect(before.said).toEqual([]);
    await world.reject('ines', rejected);
    const after = await saidTo('marek', waits);
    expect(after.said).toEqual([byInes()]);
    expect(after.hash).not.toBe(before.hash);
    // Whoever asks again reads it among the reasons, once.
    const again = await ask(account, 10_00n);
    expect((await saidTo('marek', again)).said).toEqual([]);
  });

  it('is shown to nobody where it was about other money', async () => {
    await world.inForce('hold for 2 approvals');
    const account = await world.account([60_00n, 40_00n]);
    const [rejected, waits] = [await ask(account, 60_00n), await ask(account, 40_00n)];
    await world.reject('ines', rejected);
    expect((await saidTo('marek', waits)).said).toEqual([]);
  });
});
