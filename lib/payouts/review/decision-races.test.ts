import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveWith } from '../../approvals/step-up/soft-passkey.fixture.ts';
import { approvalLeaf } from '../../approvals/step-up/subject-tree.ts';
import { jobContext } from '../../context.ts';
import { claimPayout } from '../dispatch/claim-payout.ts';
import { amendPayoutRequest } from '../requests/amend-payout-request.ts';
import { approvePayout } from './approve-payout.ts';
import { claimReview } from './claim-review.ts';
import { rejectPayout } from './reject-payout.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';
import { watchApprovals } from './watch-approvals.ts';

/** The approval races of promise 8: whatever arrives at once or again, one valid outcome, and never by whoever asked. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  for (const name of ['ines', 'marek', 'noor', 'anna']) await world.passkey(name);
});
afterAll(() => world.close());

const AT_ONCE = 50;
const fulfilled = (all: PromiseSettledResult<unknown>[]) =>
  all.filter(({ status }) => status === 'fulfilled').length;
const approvalsOf = async (payoutRequestId: string) =>
  world.sql<{ operator: string }[]>`
    select operator_id as operator from payout_approvals
    where payout_request_id = ${payoutRequestId} and decision = 'approve' and state = 'given' order by decided_at`;
const setRole = (name: string, role: string) =>
  world.sql`update operators set role = ${role} where operator_id = ${`opr_${name}`}`;

describe('fifty decisions at once', () => {
  it('of one person, each with a proof of its own, are one approval', async () => {
    const { payoutRequestId } = await world.ask();
    const shown = await world.look('ines', payoutRequestId);
    const proofs: string[] = [];
    for (let made = 0; made < AT_ONCE; made += 1) proofs.push(await world.prove('ines', shown));
    const all = await Promise.allSettled(
      proofs.map((stepUpProofId) => approvePayout(world.as('ines'), { ...shown, stepUpProofId })),
    );
    expect(fulfilled(all)).toBe(1);
    expect(await approvalsOf(payoutRequestId)).toHaveLength(1);
    expect(await world.request(payoutRequestId)).toMatchObject({ state: 'in_review', standing: 1 });
  });

  it('of two people who say yes and no have one outcome, and its money is where that says', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    await world.approve('ines', payoutRequestId);
    const shown = await world.look('marek', payoutRequestId);
    const proofs: string[] = [];
    for (let made = 0; made < AT_ONCE / 2; made += 1) proofs.push(await world.prove('marek', shown));
    const all = await Promise.allSettled(
      proofs.flatMap((stepUpProofId) => [
        approvePayout(world.as('marek'), { ...shown, stepUpProofId }),
        rejectPayout(world.as('noor'), { ...shown, reason: 'Not today' }),
      ]),
    );
    const { state } = await world.request(payoutRequestId);
    // A no after the last yes is still in time; a yes after a no is not.
    expect(state).toBe('rejected');
    expect(fulfilled(all)).toBeGreaterThanOrEqual(1);
    expect(fulfilled(all)).toBeLessThanOrEqual(2);
    expect(await world.balances(connectedAccountId)).toEqual({ available: 100_00n, reserved: 0n });
    const rejects = await world.sql`
      select from payout_approvals where payout_request_id = ${payoutRequestId} and decision = 'reject'`;
    expect(rejects).toHaveLength(1);
  });

  it('to open it leave it with one person', async () => {
    const { payoutRequestId } = await world.ask();
    const people = ['ines', 'marek', 'noor'];
    const all = await Promise.allSettled(
      Array.from({ length: AT_ONCE }, (_, turn) =>
        claimReview(world.as(people[turn % people.length] ?? ''), { payoutRequestId }),
      ),
    );
    const { reviewer } = await world.request(payoutRequestId);
    const won = all.flatMap(({ status }, turn) =>
      status === 'fulfilled' ? [people[turn % people.length]] : [],
    );
    expect(new Set(won.map((name) => `opr_${name ?? ''}`))).toEqual(new Set([reviewer]));
  });
});

describe('whoever asked', () => {
  it('never approves, not even when the database alone is asked', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    await expect(world.approve('anna', payoutRequestId)).rejects.toThrow(
      'You asked for this payout yourself',
    );
    await expect(world.reject('anna', payoutRequestId)).rejects.toThrow('You asked for this payout yourself');
    const { version, payloadHash, previewHash } = await world.look('anna', payoutRequestId);
    await expect(
      world.sql`
        insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
          preview_hash, request_version, operator_id, operator_role)
        values ('pap_self', ${payoutRequestId}, ${connectedAccountId}, 'approve', ${payloadHash}, ${previewHash}, ${version},
          'opr_anna', 'finance_operator')`,
    ).rejects.toThrow('nobody approves what they asked for');
    expect(await approvalsOf(payoutRequestId)).toEqual([]);
  });

  it('does not become the second one by amending', async () => {
    const { payoutRequestId } = await world.ask();
    await world.approve('ines', payoutRequestId);
    await amendPayoutRequest(world.as('anna'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 50_00n,
      because: 'The seller asked for it',
    });
    await expect(world.approve('anna', payoutRequestId)).rejects.toThrow(
      'You asked for this payout yourself',
    );
    expect(await world.request(payoutRequestId)).toMatchObject({ state: 'in_review', standing: 0 });
  });
});

describe('an edit after an approval', () => {
  it('voids it, and what was shown before it is refused', async () => {
    const { payoutRequestId } = await world.ask();
    await world.approve('ines', payoutRequestId);
    const before = await world.look('marek', payoutRequestId);
    const stepUpProofId = await world.prove('marek', before);
    await amendPayoutRequest(world.as('anna'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 60_00n,
      because: 'The seller asked for it',
    });
    await expect(approvePayout(world.as('marek'), { ...before, stepUpProofId })).rejects.toMatchObject({
      code: 'conflict',
    });
    // A new version with the old proof: the proof is about the old one.
    const after = await world.look('marek', payoutRequestId);
    await expect(approvePayout(world.as('marek'), { ...after, stepUpProofId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await world.approve('marek', payoutRequestId)).toMatchObject({ state: 'in_review', standing: 1 });
    expect(await world.approve('ines', payoutRequestId)).toMatchObject({ state: 'approved', standing: 2 });
  });

  it('at the same moment: either the approval is about what leaves, or there is none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { payoutRequestId } = await world.ask();
      await world.approve('ines', payoutRequestId);
      const shown = await world.look('marek', payoutRequestId);
      const stepUpProofId = await world.prove('marek', shown);
      await Promise.allSettled([
        approvePayout(world.as('marek'), { ...shown, stepUpProofId }),
        amendPayoutRequest(world.as('anna'), {
          payoutRequestId,
          seenVersion: 1,
          amount: 60_00n,
          because: 'The seller asked for it',
        }),
      ]);
      expect(await world.request(payoutRequestId)).toMatchObject({
        state: 'in_review',
        version: 2,
        standing: 0,
      });
    }
  });
});

describe('a signature', () => {
  it('counts once: replayed after an undo, for another request or by somebody else it is none', async () => {
    const first = await world.ask();
    const shown = await world.look('ines', first.payoutRequestId);
    const stepUpProofId = await world.prove('ines', shown);
    const other = await world.look('ines', (await world.ask()).payoutRequestId);
    const refused = { code: 'forbidden' };
    await expect(approvePayout(world.as('ines'), { ...other, stepUpProofId })).rejects.toMatchObject(refused);
    await expect(approvePayout(world.as('marek'), { ...shown, stepUpProofId })).rejects.toMatchObject(
      refused,
    );
    await approvePayout(world.as('ines'), { ...shown, stepUpProofId });
    await world.tamper(`delete from payout_approvals where payout_request_id = '${first.payoutRequestId}'`);
    // Everything is as it was shown then, and still the old signature approves nothing.
    await expect(approvePayout(world.as('ines'), { ...shown, stepUpProofId })).rejects.toMatchObject(refused);
    expect(await approvalsOf(first.payoutRequestId)).toEqual([]);
  });

  it('for another purpose approves nothing', async () => {
    const { payoutRequestId } = await world.ask();
    const shown = await world.look('ines', payoutRequestId);
    const stepUpProofId = await proveWith(
      await world.passkey('ines'),
      world.as('ines'),
      approvalLeaf(shown),
      'kill_switch.engage',
    );
    await expect(approvePayout(world.as('ines'), { ...shown, stepUpProofId })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('an approver who loses the role', () => {
  it('counts no more: nothing is claimed, and people have to look again', async () => {
    const request = await world.ask();
    const { payoutRequestId } = request;
    await world.approve('ines', payoutRequestId);
    await world.approve('marek', payoutRequestId);
    await setRole('ines', 'viewer');
    try {
      expect(await watchApprovals(jobContext('watch-approvals'))).toBeGreaterThan(0);
      expect(await world.request(payoutRequestId)).toMatchObject({ state: 'in_review', standing: 1 });
    } finally {
      await setRole('ines', 'risk_reviewer');
    }
    // The role given back does not bring the old yes back.
    expect(await world.request(payoutRequestId)).toMatchObject({ standing: 1 });
    expect(await watchApprovals(jobContext('watch-approvals'))).toBe(0);
    expect(await world.approve('ines', payoutRequestId)).toMatchObject({ state: 'approved' });
  });

  it('between approval and claim stops the claim itself', async () => {
    const request = await world.ask();
    await world.approve('ines', request.payoutRequestId);
    await world.approve('marek', request.payoutRequestId);
    await world.tamper(
      `update payout_requests set leaves_after = clock_timestamp() - interval '1 second' where payout_request_id = '${request.payoutRequestId}'`,
    );
    await setRole('marek', 'viewer');
    try {
      expect(
        await claimPayout(jobContext('dispatch-payouts'), {
          ...request,
          claimedBy: 'a test',
          claimMs: 60_000,
        }),
      ).toBeNull();
    } finally {
      await setRole('marek', 'administrator');
    }
  });

  it('with a session of the old role decides nothing', async () => {
    const { payoutRequestId } = await world.ask();
    const shown = await world.look('ines', payoutRequestId);
    const stepUpProofId = await world.prove('ines', shown);
    await setRole('ines', 'viewer');
    try {
      // The context still says what the session knew when the page was asked for.
      await expect(approvePayout(world.as('ines'), { ...shown, stepUpProofId })).rejects.toMatchObject({
        code: 'forbidden',
      });
    } finally {
      await setRole('ines', 'risk_reviewer');
    }
  });
});
