import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveWith } from '../../approvals/step-up/soft-passkey.fixture.ts';
import { jobContext } from '../../context.ts';
import { placeHold } from '../../holds/place-hold.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { undoApproval } from '../review/undo-approval.ts';
import { advanceBulkDecisions } from './advance-bulk-decisions.ts';
import { askBulkDecision } from './ask-bulk-decision.ts';
import { listBulkItems } from './item-queries.ts';
import { readBulkDecision } from './queries.ts';
import { startBulkDecision } from './start-bulk-decision.ts';
import { takeBackBulkDecision } from './take-back-bulk-decision.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const read = (name: string, bulkDecisionId: string) => readBulkDecision(world.as(name), bulkDecisionId);

async function ask(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push((await world.ask()).payoutRequestId);
  return ids;
}

async function start(name: string, payoutRequestIds: string[]): Promise<string> {
  const { bulkDecisionId } = await askBulkDecision(world.as(name), { decision: 'approve', payoutRequestIds });
  const { root } = await read(name, bulkDecisionId);
  if (root === null) throw new Error('not looked at');
  const stepUpProofId = await proveWith(await world.passkey(name), world.as(name), root);
  await startBulkDecision(world.as(name), { bulkDecisionId, root, stepUpProofId });
  return bulkDecisionId;
}

/** Confirmed and decided. */
async function decided(name: string, payoutRequestIds: string[]): Promise<string> {
  const bulkDecisionId = await start(name, payoutRequestIds);
  const reached = new Map<string, number>();
  while (await advanceBulkDecisions(jobContext('decide-in-bulk'), reached));
  return bulkDecisionId;
}
const states = (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await world.request(id)).state));

describe('the result of a bulk decision', () => {
  it('says of the first of two approvals how many are missing, and of the last what keeps the money', async () => {
    const [first = '', last = '', held = '', refused = ''] = await ask(4);
    for (const id of [last, held, refused]) await world.approve('marek', id);
    await world.tamper(`update payout_accounts set breaker_opened_at = now()
      where connected_account_id = '${(await accountOf(refused)) ?? ''}'`);
    await world.tamper(
      `insert into alarms (kind, subject, text) values ('payout_breaker_opened', '${(await accountOf(refused)) ?? ''}', 'x')`,
    );
    await placeHold(world.as('marek'), {
      connectedAccountId: (await accountOf(held)) ?? '',
      payoutRequestId: held,
      reviewerText: 'Looks like a stolen card',
      reason: 'unusual_activity',
    });
    const bulkDecisionId = await decided('ines', [first, last, held, refused]);
    const items = await listBulkItems(world.as('ines'), bulkDecisionId);
    const of = (id: string) => items.find(({ payoutRequestId }) => payoutRequestId === id);
    expect(of(first)).toMatchObject({ outcome: 'more', standing: 1, approvalsNeeded: 2 });
    expect(of(last)).toMatchObject({ outcome: 'done', keptBy: [] });
    expect(of(held)).toMatchObject({ outcome: 'kept', keptBy: ['Looks like a stolen card'] });
    const said = expect.stringContaining('Equal refusals: Stripe refused payouts of this account') as string;
    expect(of(refused)).toMatchObject({ outcome: 'kept', keptBy: [said] });
    const { counts, takeBack, stopped } = await read('ines', bulkDecisionId);
    expect(counts).toMatchObject({ done: 1, more: 1, kept: 2 });
    expect(takeBack, 'what is kept does not leave').toMatchObject({ count: 4, leaving: 1 });
    expect(stopped).toBeNull();
  });

  it('offers to take back what has not left, to whoever approved alone, until it has left', async () => {
    const [first = '', last = '', leaving = ''] = await ask(3);
    await world.approve('marek', last);
    await world.approve('marek', leaving);
    const bulkDecisionId = await decided('ines', [first, last, leaving]);
    const { takeBack } = await read('ines', bulkDecisionId);
    expect(takeBack).toMatchObject({ count: 3, leaving: 2 });
    expect(takeBack?.until).toBeInstanceOf(Date);
    expect((await read('marek', bulkDecisionId)).takeBack).toBeNull();
    const ways = async (name: string) => {
      const items = await listBulkItems(world.as(name), bulkDecisionId);
      return [first, last, leaving].map((id) => items.find((item) => item.payoutRequestId === id)?.takeBack);
    };
    const inTime = { until: expect.any(Date) as Date };
    expect(await ways('ines')).toEqual([{ until: null }, inTime, inTime]);
    expect(await ways('marek'), 'nobody else’s').toEqual([null, null, null]);
    // A worker has taken one of them.
    await world.tamper(
      `update payout_requests set state = 'dispatching' where payout_request_id = '${leaving}'`,
    );
    expect((await read('ines', bulkDecisionId)).takeBack).toMatchObject({ count: 2, leaving: 1 });
    expect(await ways('ines')).toEqual([{ until: null }, inTime, 'over']);
    await expect(undoApproval(world.as('ines'), { payoutRequestId: leaving })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('The time to take it back is over') as string,
    });
    expect(await takeBackBulkDecision(world.as('ines'), { bulkDecisionId })).toEqual({
      takenBack: 2,
      tooLate: 0,
    });
    expect(await states([first, last, leaving])).toEqual(['in_review', 'in_review', 'dispatching']);
    expect((await world.request(last)).standing).toBe(1);
    const { counts, takeBack: nothing } = await read('ines', bulkDecisionId);
    expect(nothing).toBeNull();
    expect(counts).toMatchObject({ void: 2, done: 1 });
    expect(await ways('ines'), 'once').toEqual([null, null, 'over']);
    await expect(takeBackBulkDecision(world.as('ines'), { bulkDecisionId })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('shows what leaves in these seconds while it still goes on', async () => {
    const ids = await ask(21);
    const [leaves = ''] = ids;
    await world.approve('marek', leaves);
    const bulkDecisionId = await start('ines', ids);
    // One turn of a worker: twenty of them.
    await advanceBulkDecisions(jobContext('decide-in-bulk'), new Map());
    const shown = await listBulkItems(world.as('ines'), bulkDecisionId, 'passed_over');
    expect(shown.map(({ payoutRequestId }) => payoutRequestId)).toEqual([leaves]);
  });

  it('is nobody else’s to take back', async () => {
    const bulkDecisionId = await decided('ines', await ask(1));
    await expect(takeBackBulkDecision(world.as('marek'), { bulkDecisionId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(takeBackBulkDecision(world.as('vera', 'viewer'), { bulkDecisionId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await read('ines', bulkDecisionId)).counts).toMatchObject({ more: 1, void: 0 });
  });

  it('taken back while it goes on is stopped first: nothing is approved behind it', async () => {
    const ids = await ask(25);
    const bulkDecisionId = await start('ines', ids);
    // One turn of a worker: twenty of them.
    await advanceBulkDecisions(jobContext('decide-in-bulk'), new Map());
    await takeBackBulkDecision(world.as('ines'), { bulkDecisionId });
    await advanceBulkDecisions(jobContext('decide-in-bulk'), new Map());
    const { state, counts, stopped } = await read('ines', bulkDecisionId);
    expect({ state, counts }).toMatchObject({ state: 'stopped', counts: { void: 20, waiting: 5 } });
    expect(stopped).toEqual({ by: expect.any(String) as string, isOwn: true, at: expect.any(Date) as Date });
    expect((await read('marek', bulkDecisionId)).stopped).toMatchObject({ by: stopped?.by, isOwn: false });
    for (const id of ids) expect(await world.request(id)).toMatchObject({ standing: 0 });
  });
});

async function accountOf(payoutRequestId: string): Promise<string | undefined> {
  const [row] = await world.sql<{ id: string }[]>`
    select connected_account_id as id from payout_requests where payout_request_id = ${payoutRequestId}`;
  return row?.id;
}
