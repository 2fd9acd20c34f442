import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { claimPayout } from '../dispatch/claim-payout.ts';
import { approvePayout } from './approve-payout.ts';
import { claimReview } from './claim-review.ts';
import { readDecisionPreview } from './queries.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';
import { undoApproval } from './undo-approval.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const worker = jobContext('dispatch-payouts');
const claim = (request: { payoutRequestId: string; connectedAccountId: string }) =>
  claimPayout(worker, { ...request, claimedBy: 'a test', claimMs: 60_000 });
const leaves = (payoutRequestId: string, fromNow: string) =>
  world.tamper(
    `update payout_requests set leaves_after = clock_timestamp() + interval '${fromNow}' where payout_request_id = '${payoutRequestId}'`,
  );
/** As if the undo window had passed. */
const afterUndoWindow = (payoutRequestId: string) => leaves(payoutRequestId, '-1 second');

describe('approving', () => {
  it('takes two people; the last one starts ten seconds in which no worker takes it', async () => {
    const request = await world.ask();
    expect(await world.approve('ines', request.payoutRequestId)).toMatchObject({
      state: 'in_review',
      standing: 1,
    });
    expect(await claim(request)).toBeNull();
    expect(await world.approve('marek', request.payoutRequestId)).toMatchObject({
      state: 'approved',
      standing: 2,
    });
    const { leavesAfterSeconds } = await world.request(request.payoutRequestId);
    expect(leavesAfterSeconds).toBeGreaterThanOrEqual(10);
    expect(leavesAfterSeconds).toBeLessThan(60);
    await leaves(request.payoutRequestId, '1 hour');
    expect(await claim(request)).toBeNull();
    expect(await world.request(request.payoutRequestId)).toMatchObject({ state: 'approved' });
    await afterUndoWindow(request.payoutRequestId);
    expect(await claim(request)).toMatchObject({ claimNumber: 1 });
  });

  it('leaves a preview that speaks of what comes, not of a decision to be made', async () => {
    const { payoutRequestId } = await world.ask();
    const titlesOf = async () => {
      const { groups } = await readDecisionPreview(world.as('ines'), payoutRequestId);
      return {
        titles: groups.map(({ title }) => title),
        lines: groups.flatMap(({ lines }) => lines.map(({ name, value }) => `${name} ${value}`)),
      };
    };
    const before = await titlesOf();
    expect(before.titles).toContain('Who decides');
    expect(before.lines).toContain('Reviewers see the decision on every open page at once');
    await world.approve('ines', payoutRequestId);
    await world.approve('marek', payoutRequestId);
    expect(await world.request(payoutRequestId)).toMatchObject({ state: 'approved' });
    const after = await titlesOf();
    expect(after.titles).toContain('Who decided');
    expect(after.titles).not.toContain('Who decides');
    expect(after.lines).toContain('Reviewers see on every open page when it leaves');
    expect(after.lines).toContain(
      'Until it leaves any approver can take the approval back; nothing has left.',
    );
  });

  it('is refused once something that was shown is otherwise, and says so before a proof is spent', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    const shown = await world.look('ines', payoutRequestId);
    const stepUpProofId = await world.prove('ines', shown);
    await world.sql`
      insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
      values (${connectedAccountId}, 'usd', 100, 0, 0, now())`;
    await expect(approvePayout(world.as('ines'), { ...shown, stepUpProofId })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Facts have changed') as string,
    });
    const fresh = await readDecisionPreview(world.as('ines'), payoutRequestId);
    expect(fresh.previewHash).not.toBe(shown.previewHash);
    expect(fresh.groups.flatMap(({ lines }) => lines)).toContainEqual({
      name: 'Balance',
      value: 'Stripe has less available than this payout.',
    });
    const uses = await world.sql`select from step_up_uses where step_up_proof_id = ${stepUpProofId}`;
    expect(uses).toHaveLength(0);
    expect(await world.approve('ines', payoutRequestId)).toMatchObject({ standing: 1 });
  });

  it.each([
    ['gone', 'deleted_at = now()', 'was removed at Stripe'],
    ['another one now', "fingerprint = 'fp_thief'", 'is another bank account or card now'],
  ])(
    'is refused while the destination is %s, in a plain sentence, and spends no proof',
    async (_name, becomes, sentence) => {
      const { payoutRequestId, connectedAccountId } = await world.ask();
      await world.sql.unsafe(
        `update external_accounts set ${becomes} where connected_account_id = '${connectedAccountId}'`,
      );
      const shown = await world.look('ines', payoutRequestId);
      const stepUpProofId = await world.prove('ines', shown);
      await expect(approvePayout(world.as('ines'), { ...shown, stepUpProofId })).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining(sentence) as string,
      });
      expect(await world.request(payoutRequestId)).toMatchObject({ state: 'in_review', standing: 0 });
      expect(await world.sql`select 1 from step_up_uses where step_up_proof_id = ${stepUpProofId}`).toEqual(
        [],
      );
    },
  );

  it('leaves with its proof on record, the passkey’s signature included', async () => {
    const { payoutRequestId } = await world.ask();
    await world.approve('ines', payoutRequestId);
    const [row] = await world.sql<{ after: Record<string, unknown> }[]>`
      select after from audit_records where action = 'payout_request.approve' and subject = ${payoutRequestId}`;
    expect(row?.after).toMatchObject({
      operatorRole: 'risk_reviewer',
      proof: { kind: 'passkey', path: [], assertion: { credentialId: (await world.passkey('ines')).id } },
    });
  });
});

describe('rejecting', () => {
  it('takes one person and a reason; the money is free, approvals do not help', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    await world.approve('ines', payoutRequestId);
    expect(await world.reject('marek', payoutRequestId)).toMatchObject({ state: 'rejected' });
    expect(await world.balances(connectedAccountId)).toEqual({ available: 100_00n, reserved: 0n });
    await expect(world.approve('noor', payoutRequestId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(world.reject('noor', payoutRequestId)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('also comes in time while an approved one waits to leave, from one of its approvers too', async () => {
    const request = await world.ask();
    await world.approve('ines', request.payoutRequestId);
    await world.approve('marek', request.payoutRequestId);
    await world.reject('ines', request.payoutRequestId);
    await afterUndoWindow(request.payoutRequestId);
    expect(await claim(request)).toBeNull();
    expect(await world.request(request.payoutRequestId)).toMatchObject({ state: 'rejected' });
  });
});

describe('undoing', () => {
  it('within the window puts it back before people, and nothing leaves after it', async () => {
    const request = await world.ask();
    await world.approve('ines', request.payoutRequestId);
    await world.approve('marek', request.payoutRequestId);
    await undoApproval(world.as('marek'), { payoutRequestId: request.payoutRequestId });
    expect(await world.request(request.payoutRequestId)).toMatchObject({ state: 'in_review', standing: 1 });
    await afterUndoWindow(request.payoutRequestId);
    expect(await claim(request)).toBeNull();
    expect(await world.approve('marek', request.payoutRequestId)).toMatchObject({ state: 'approved' });
  });

  it('is for one’s own approval, and too late once a worker has it', async () => {
    const request = await world.ask();
    await world.approve('ines', request.payoutRequestId);
    await world.approve('marek', request.payoutRequestId);
    const undo = (name: string) => undoApproval(world.as(name), { payoutRequestId: request.payoutRequestId });
    await expect(undo('noor')).rejects.toMatchObject({ code: 'conflict' });
    await afterUndoWindow(request.payoutRequestId);
    await claim(request);
    await expect(undo('marek')).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.request(request.payoutRequestId)).toMatchObject({ state: 'dispatching', standing: 2 });
  });

  it('of the first approver counts too, while the second one’s stands', async () => {
    const { payoutRequestId } = await world.ask();
    await world.approve('ines', payoutRequestId);
    await undoApproval(world.as('ines'), { payoutRequestId });
    expect(await world.approve('marek', payoutRequestId)).toMatchObject({ state: 'in_review', standing: 1 });
  });
});

describe('having it open', () => {
  const open = (name: string, payoutRequestId: string, takeOverNote?: string) =>
    claimReview(world.as(name), { payoutRequestId, ...(takeOverNote === undefined ? {} : { takeOverNote }) });

  it('keeps everybody else from deciding, by name, until it is taken over with a note', async () => {
    const { payoutRequestId } = await world.ask();
    await open('ines', payoutRequestId);
    await expect(open('marek', payoutRequestId)).rejects.toThrow('ines has this request open');
    await expect(world.approve('marek', payoutRequestId)).rejects.toThrow('ines has this request open');
    await expect(world.reject('marek', payoutRequestId)).rejects.toThrow('ines has this request open');
    await expect(open('marek', payoutRequestId, '')).rejects.toMatchObject({ code: 'invalid_input' });
    await open('marek', payoutRequestId, 'Ines is at lunch');
    await expect(world.approve('ines', payoutRequestId)).rejects.toThrow('marek has this request open');
    expect(await world.approve('marek', payoutRequestId)).toMatchObject({ standing: 1 });
    const notes = await world.sql<{ after: { note: string }; before: { reviewer: string } }[]>`
      select before, after from audit_records
      where action = 'payout_request.take_over_review' and subject = ${payoutRequestId}`;
    expect(notes).toMatchObject([{ before: { reviewer: 'opr_ines' }, after: { note: 'Ines is at lunch' } }]);
  });

  it('ends with the decision, and by itself when nobody renews it', async () => {
    const { payoutRequestId } = await world.ask();
    await open('ines', payoutRequestId);
    await world.approve('ines', payoutRequestId);
    expect(await world.request(payoutRequestId)).toMatchObject({ reviewer: null });
    await open('marek', payoutRequestId);
    await world.tamper(
      `update payout_requests set reviewer_until = clock_timestamp() where payout_request_id = '${payoutRequestId}'`,
    );
    await open('noor', payoutRequestId);
    expect(await world.request(payoutRequestId)).toMatchObject({ reviewer: 'opr_noor' });
  });

  it('is not offered for what is decided', async () => {
    const { payoutRequestId } = await world.ask();
    await world.reject('ines', payoutRequestId);
    await expect(open('marek', payoutRequestId)).rejects.toMatchObject({ code: 'conflict' });
  });
});
