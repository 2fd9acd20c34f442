import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { readPageRequest } from '../../paging.ts';
import { rejectAccount } from '../../stripe/reject-account.ts';
import { fetchConnectedAccount } from '../fetch-connected-account.ts';
import { readTimeline } from '../timeline-queries.ts';
import { declineAccountRejection } from './decline-account-rejection.ts';
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

/** What the account's story tells of it, oldest first, its instants left out. */
async function told(id: string): Promise<string[][]> {
  const request = readPageRequest({ list: 'timeline', filter: {} }, { size: '100' });
  const { rows } = await readTimeline(as('ines'), id, 'account', request);
  return rows
    .filter(({ key }) => key.startsWith('rejection/'))
    .toReversed()
    .map(({ title, details }) =>
      [title, ...details].map((text) => text.replaceAll(/, \d{4}-\S+Z/g, ', then')),
    );
}

describe('the story of an account', () => {
  const why = ['Fraud of another kind.', 'Why: Forty complaints within a day.'];
  const again = ['Why: Forty complaints within a day.'];
  const asked = (by: string) => `Asked for by opr_${by}, then.`;
  const both = 'Asked for by opr_ines, then; confirmed by opr_marek, then.';

  it('names who asked, who confirmed, when and why, of a rejection and of its end', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await desk.confirm(id);
    desk.fault(id, { kind: 'reset_before' });
    await sendAccountRejections(job);
    desk.world.stripe.simulator.faults.clear();
    await sendAccountRejections(job);
    expect(await desk.standing(id)).toMatchObject({
      rejectedBy: { askedBy: 'opr_ines', decidedBy: 'opr_marek', forWhat: 'Fraud of another kind' },
    });
    await desk.ask(id, 'unreject');
    expect(await desk.standing(id)).toMatchObject({ rejectedBy: { act: 'reject', askedBy: 'opr_ines' } });
    await desk.confirm(id);
    expect(await desk.standing(id)).toMatchObject({ rejectedBy: { act: 'reject' } });
    await sendAccountRejections(job);
    expect(await desk.standing(id)).toMatchObject({ rejectedBy: null });
    expect(await told(id)).toEqual([
      ['opr_ines asked to reject the account', ...why],
      ['opr_marek confirmed that the account is rejected', asked('ines'), ...why],
      ['Stripe shows the account as rejected', both, ...why],
      ['opr_ines asked to let the account in again', ...again],
      ['opr_marek confirmed that the account is let in again', asked('ines'), ...again],
      ['Stripe shows the account as let in again', both, ...again],
    ]);
  });

  it('of who was let in again, and rejected past Sluice since, names nobody', async () => {
    const id = await desk.seller();
    for (const act of ['reject', 'unreject'] as const) {
      await desk.ask(id, act);
      await desk.confirm(id);
      await sendAccountRejections(job);
    }
    await rejectAccount(id, 'other');
    await fetchConnectedAccount(jobContext('sync-connected-accounts'), id);
    expect(await desk.standing(id)).toMatchObject({ isRejected: true, rejectedBy: null });
  });

  it('names who declined and why not, and tells of whoever asked that they took it back', async () => {
    const id = await desk.seller();
    const decline = async (by: 'ines' | 'marek') => {
      const { accountRejectionId } = await desk.ask(id);
      await declineAccountRejection(as(by), { accountRejectionId, reason: 'They answered' });
    };
    await decline('marek');
    await decline('ines');
    expect((await told(id)).filter(([title]) => !title?.includes(' asked to'))).toEqual([
      ['opr_marek declined to reject the account', asked('ines'), 'Why not: They answered'],
      ['opr_ines no longer asks to reject the account', asked('ines'), 'Why not: They answered'],
    ]);
    expect((await desk.standing(id)).ended).toMatchObject([
      { state: 'declined', isTakenBack: true, whyNot: 'They answered' },
      { state: 'declined', isTakenBack: false, whyNot: 'They answered', decidedBy: 'opr_marek' },
    ]);
  });

  it('names of a rejected account who rejected it, however often letting it in was declined since', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await desk.confirm(id);
    await sendAccountRejections(job);
    for (let times = 0; times < 7; times += 1) {
      const { accountRejectionId } = await desk.ask(id, 'unreject');
      await declineAccountRejection(as('marek'), { accountRejectionId, reason: 'Not yet' });
    }
    expect(await desk.standing(id)).toMatchObject({
      rejectedBy: { askedBy: 'opr_ines', decidedBy: 'opr_marek' },
    });
  });

  it('says of who was rejected past Sluice that nobody asked for it here', async () => {
    const id = await desk.seller();
    await rejectAccount(id, 'other');
    await fetchConnectedAccount(jobContext('sync-connected-accounts'), id);
    expect(await desk.standing(id)).toMatchObject({ isRejected: true, rejectedBy: null });
    expect(await told(id)).toEqual([]);
  });

  it('says that Stripe refused, with both people and Stripe’s words', async () => {
    const id = await desk.seller();
    await desk.ask(id);
    await desk.confirm(id);
    desk.fault(id, { kind: 'error', status: 400, type: 'invalid_request_error', message: 'Not this one.' });
    await sendAccountRejections(job);
    expect((await told(id)).at(-1)).toEqual([
      'Stripe refused to reject the account',
      both,
      ...why,
      'Stripe says: Not this one.',
    ]);
  });
});
