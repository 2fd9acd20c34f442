import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext } from '../../context.ts';
import { placeHold } from '../../holds/place-hold.ts';
import { listHoldsOfAccount } from '../../holds/queries.ts';
import { rejectAccount } from '../../stripe/reject-account.ts';
import { askAccountRejection } from './ask-account-rejection.ts';
import { confirmAccountRejection } from './confirm-account-rejection.ts';
import { confirmRejectionAsShown } from './confirm-as-shown.ts';
import { declineAccountRejection } from './decline-account-rejection.ts';
import { noteRejectionCall } from './note-rejection-call.ts';
import { recordAccountRejection } from './record-account-rejection.ts';
import { as, openRejectionDesk, type RejectionDesk } from './rejection-desk.fixture.ts';
import { sendAccountRejections } from './send-account-rejections.ts';

const job = jobContext('send-account-rejections');

let desk: RejectionDesk;
beforeAll(async () => {
  desk = await openRejectionDesk();
});
afterAll(() => desk.world.stop());
beforeEach(() => {
  desk.world.stripe.simulator.faults.clear();
});

async function callsFor(id: string): Promise<number> {
  const [row] = await desk.world.sql<{ calls: number }[]>`
    select sum(calls)::int as calls from account_rejections where connected_account_id = ${id}`;
  return row?.calls ?? 0;
}

describe('an account', () => {
  it('is held whole by a wish to reject it, whatever part of it a hold of the same reason kept before', async () => {
    const id = await desk.seller();
    await placeHold(as('noor'), {
      connectedAccountId: id,
      payoutRequestId: null,
      reason: 'account_rejected',
      keepsPercent: 50,
      reviewerText: 'Half of it',
    });
    await desk.ask(id);
    const kept = (await listHoldsOfAccount(as('ines'), id)).map(({ keepsPercent }) => keepsPercent);
    expect(kept.toSorted((one, other) => one - other)).toEqual([50, 100]);
  });

  it('is held by the first word, rejected by the second, and let in again by two more: its hold stays', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    expect(await listHoldsOfAccount(as('ines'), id)).toMatchObject([
      { reason: 'account_rejected', keepsPercent: 100, state: 'open', payoutRequestId: null },
    ]);
    expect(desk.atStripe(id)).toBeNull();
    expect(await sendAccountRejections(job)).toBe(0);
    expect(desk.atStripe(id)).toBeNull();
    expect(await callsFor(id)).toBe(0);

    await desk.confirm(id);
    expect(await sendAccountRejections(job)).toBe(1);
    expect(desk.atStripe(id)).toBe('rejected.platform_fraud');
    expect(await desk.standing(id)).toMatchObject({
      isRejected: true,
      open: null,
      ended: [{ state: 'done', act: 'reject', askedBy: 'opr_ines', decidedBy: 'opr_marek', problem: null }],
    });

    await desk.ask(id, 'unreject');
    await desk.confirm(id);
    await sendAccountRejections(job);
    expect(desk.atStripe(id)).toBeNull();
    expect(await desk.standing(id)).toMatchObject({ isRejected: false, open: null });
    expect(await listHoldsOfAccount(as('ines'), id)).toMatchObject([{ state: 'open' }]);
  });

  it('is rejected by nobody alone, and not with what was confirmed for something else', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await expect(desk.confirm(id, 'ines')).rejects.toThrow('You took the first step yourself');
    const { open } = await desk.standing(id);
    const wrong = await insertProof(desk.world.sql, as('marek'), {
      purpose: 'connected_accounts.reject',
      root: 'f'.repeat(64),
    });
    await expect(
      confirmAccountRejection(as('marek'), {
        accountRejectionId: open?.accountRejectionId ?? '',
        stepUpProofId: wrong,
      }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await sendAccountRejections(job);
    expect(desk.atStripe(id)).toBeNull();
  });

  it('is not rejected by two names of one hand', async () => {
    const id = await desk.seller();
    await desk.ask(id, 'reject', 'noor');
    await desk.world.sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at)
      values ('hand', 'opr_noor', 'opr_marek', now())`;
    await expect(desk.confirm(id)).rejects.toThrow('Somebody else must confirm it.');
    await desk.world.sql`delete from operator_invitations where token_hash = 'hand'`;
    await desk.confirm(id);
    expect(await sendAccountRejections(job)).toBe(1);
  });

  it('is confirmed only as it was shown, and what has changed costs nobody a code', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    const { open } = await desk.standing(id);
    const shown = { accountRejectionId: open?.accountRejectionId ?? '', root: open?.root ?? '' };
    await declineAccountRejection(as('ines'), { ...pick(shown), reason: 'A mistake of mine' });
    await expect(
      confirmRejectionAsShown(as('marek'), {
        ...shown,
        confirmation: { code: '000000', challengeId: '', assertion: '' },
      }),
    ).rejects.toThrow('This has changed since it was shown to you.');
    expect(await desk.standing(id)).toMatchObject({ open: null, ended: [{ state: 'declined' }] });
    expect(await listHoldsOfAccount(as('ines'), id)).toMatchObject([{ state: 'open' }]);
  });

  it('has one wish at a time, and one hold however many wishes', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await expect(desk.ask(id)).rejects.toThrow('Somebody has asked for this already.');
    await expect(desk.ask(id, 'unreject')).rejects.toThrow('there is nothing to undo');
    const { open } = await desk.standing(id);
    await declineAccountRejection(as('marek'), {
      accountRejectionId: open?.accountRejectionId ?? '',
      reason: 'They answered',
    });
    await desk.ask(id);
    expect(await listHoldsOfAccount(as('ines'), id)).toHaveLength(1);
  });

  it('whose losses are its own is not rejected, and a reason is needed', async () => {
    const id = await desk.seller('standard');
    await expect(desk.ask(id)).rejects.toThrow('bears its own');
    expect((await desk.standing(id)).cannot).toContain('Hold its payouts instead');
    expect(await listHoldsOfAccount(as('ines'), id)).toEqual([]);
    await expect(
      askAccountRejection(as('ines'), {
        connectedAccountId: await desk.seller(),
        act: 'reject',
        reasonCode: null,
        reason: 'why not',
      }),
    ).rejects.toThrow('Say for what it is rejected');
  });
});

describe('what Stripe answers', () => {
  it.each<[string, object]>([
    ['nothing, before it took it', { kind: 'reset_before' }],
    ['nothing, after it took it', { kind: 'reset_after' }],
  ])(
    '%s: it stays confirmed or is seen, and the next run ends it',
    async (_, wrong) => {
      const id = await desk.seller();
      await desk.ask(id);
      await desk.confirm(id);
      desk.fault(id, wrong);
      const ended = await sendAccountRejections(job);
      expect(await desk.standing(id)).toMatchObject({ open: { state: 'confirmed' } });
      expect(ended).toBe(0);
      desk.world.stripe.simulator.faults.clear();
      expect(await sendAccountRejections(job)).toBe(1);
      expect(desk.atStripe(id)).toBe('rejected.platform_fraud');
    },
    60_000,
  );

  it('no: it is over with Stripe’s words, and can be asked for again', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await desk.confirm(id);
    desk.fault(id, {
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      message: 'Not this one.',
    });
    await sendAccountRejections(job);
    expect((await desk.standing(id)).ended).toMatchObject([
      { state: 'refused', problem: 'Stripe says: Not this one.' },
    ]);
    await desk.ask(id);
  });

  it('that it is so already: nothing is said to it', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await desk.confirm(id);
    await rejectAccount(id, 'other');
    expect(await sendAccountRejections(job)).toBe(1);
    expect(await callsFor(id)).toBe(0);
  });
});

it('what is over stays as it ended, whatever a slower worker brings', async () => {
  const id = await desk.seller();
  const { accountRejectionId } = await desk.ask(id);
  await desk.confirm(id);
  await sendAccountRejections(job);
  await recordAccountRejection(job, { accountRejectionId, outcome: { kind: 'refused', problem: 'late' } });
  expect((await desk.standing(id)).ended).toMatchObject([{ state: 'done', problem: null }]);
});

it('what nobody confirmed is not said to Stripe by any call of the job', async () => {
  const id = await desk.seller();
  const { accountRejectionId } = await desk.ask(id);
  await expect(noteRejectionCall(job, { accountRejectionId })).rejects.toThrow('Stripe is told nothing');
});

const pick = ({ accountRejectionId }: { accountRejectionId: string }) => ({ accountRejectionId });
