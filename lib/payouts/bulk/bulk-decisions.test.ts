import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveWith } from '../../approvals/step-up/soft-passkey.fixture.ts';
import { jobContext } from '../../context.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { claimReview } from '../review/claim-review.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { advanceBulkDecisions } from './advance-bulk-decisions.ts';
import { askBulkDecision } from './ask-bulk-decision.ts';
import { decideBulkItem } from './decide-bulk-item.ts';
import { listBulkItems } from './item-queries.ts';
import { readBulkDecision } from './queries.ts';
import { retryBulkDecision } from './retry-bulk-decision.ts';
import { startBulkDecision } from './start-bulk-decision.ts';
import { stopBulkDecision } from './stop-bulk-decision.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(async () => {
  await world.close();
});

const worker = jobContext('decide-in-bulk');
/** What a worker does until nothing is left to do. */
async function run(): Promise<void> {
  const reached = new Map<string, number>();
  while (await advanceBulkDecisions(worker, reached));
}

const refusedByStripe = (payoutRequestId: string) =>
  world.tamper(
    `update payout_requests set state = 'refused', is_reserved = true, failure_message = 'Stripe said no' where payout_request_id = '${payoutRequestId}'`,
  );

async function ask(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push((await world.ask()).payoutRequestId);
  return ids;
}

/** Somebody chooses, sees the hash of it all, and confirms it with one signature. */
async function start(name: string, payoutRequestIds: string[]): Promise<string> {
  const { bulkDecisionId } = await askBulkDecision(world.as(name), { decision: 'approve', payoutRequestIds });
  const root = await rootOf(name, bulkDecisionId);
  const stepUpProofId = await proveWith(await world.passkey(name), world.as(name), root);
  await startBulkDecision(world.as(name), { bulkDecisionId, root, stepUpProofId });
  return bulkDecisionId;
}
async function rootOf(name: string, bulkDecisionId: string): Promise<string> {
  const { root } = await readBulkDecision(world.as(name), bulkDecisionId);
  if (root === null) throw new Error('not prepared');
  return root;
}
const approvals = async (ids: string[]): Promise<number[]> =>
  Promise.all(ids.map(async (id) => (await world.request(id)).standing));

describe('a bulk decision', () => {
  it('of ten, with two decided, one forbidden and one that fails at Stripe, reports 6/2/1/1, one left out apart from them, and its retry repeats what was not done', async () => {
    const ids = await ask(10);
    const { payoutRequestId: own } = await proposePayout(world.as('marek'), {
      connectedAccountId: await world.account([100_00n]),
      currency: 'usd',
      amount: 40_00n,
    });
    const [rejected = '', mine = '', moved = '', broken = '', ...rest] = ids;
    const bulkDecisionId = await start('marek', [...ids, own]);
    await world.reject('ines', rejected);
    await world.approve('marek', mine);
    await world.approve('ines', moved); // Its preview says another number of approvals now.
    await run();
    await refusedByStripe(broken);
    const { counts, state } = await readBulkDecision(world.as('marek'), bulkDecisionId);
    expect(counts).toMatchObject({
      more: 6,
      done: 0,
      decided: 2,
      forbidden: 1,
      left_out: 1,
      failed: 1,
      waiting: 0,
    });
    expect(state).toBe('done');
    const items = await listBulkItems(world.as('marek'), bulkDecisionId);
    expect(items[0]).toMatchObject({ payoutRequestId: broken, outcome: 'failed' });
    expect(items[1]).toMatchObject({
      payoutRequestId: moved,
      outcome: 'left_out',
      message: expect.stringMatching(/^Facts have changed/) as string,
    });
    expect(items.find(({ payoutRequestId }) => payoutRequestId === own)).toMatchObject({
      outcome: 'forbidden',
      message: 'You asked for this payout yourself, or opened it again. Somebody else must decide it.',
    });
    const passedOver = await listBulkItems(world.as('marek'), bulkDecisionId, 'passed_over');
    expect(passedOver.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'left_out',
      'forbidden',
      'decided',
      'decided',
    ]);
    const [finished] = await world.sql<{ after: unknown }[]>`
      select after from audit_records where action = 'bulk_decision.finish' and subject = ${bulkDecisionId}`;
    expect(finished?.after).toEqual({ done: 7, decided: 2, forbidden: 1, left_out: 1 });
    expect(await approvals(rest)).toEqual(rest.map(() => 1));

    const again = await retryBulkDecision(world.as('marek'), { bulkDecisionId });
    const listed = await listBulkItems(world.as('marek'), again.bulkDecisionId);
    expect(listed.map(({ payoutRequestId }) => payoutRequestId).sort()).toEqual([broken, moved].sort());
    const root = await rootOf('marek', again.bulkDecisionId);
    const stepUpProofId = await proveWith(await world.passkey('marek'), world.as('marek'), root);
    await startBulkDecision(world.as('marek'), { bulkDecisionId: again.bulkDecisionId, root, stepUpProofId });
    await run();
    expect(await world.request(moved)).toMatchObject({ state: 'approved', standing: 2 });
    expect(await approvals(rest)).toEqual(rest.map(() => 1));
  });

  it('leaves out what nobody can decide as things are, with the reason, and a retry lists it again', async () => {
    const [gone = '', open = '', other = ''] = await ask(3);
    await world.tamper(
      `update external_accounts set deleted_at = now() where connected_account_id = (select connected_account_id from payout_requests where payout_request_id = '${gone}')`,
    );
    await claimReview(world.as('marek'), { payoutRequestId: open });
    const bulkDecisionId = await start('ines', [gone, open, other]);
    await run();
    const { counts } = await readBulkDecision(world.as('ines'), bulkDecisionId);
    expect(counts).toMatchObject({ more: 1, left_out: 2, failed: 0 });
    const said = new Map(
      (await listBulkItems(world.as('ines'), bulkDecisionId)).map((item) => [item.payoutRequestId, item]),
    );
    expect(said.get(gone)).toMatchObject({
      outcome: 'left_out',
      message: expect.stringMatching(
        /was removed at Stripe .* Nobody can approve it\. Nothing was decided\./,
      ) as string,
    });
    expect(said.get(open)).toMatchObject({
      outcome: 'left_out',
      message: 'marek has this request open. Take it over first, or choose another.',
    });
    const again = await retryBulkDecision(world.as('ines'), { bulkDecisionId });
    expect(await listBulkItems(world.as('ines'), again.bulkDecisionId)).toHaveLength(2);
  });

  it('counts as failed what Stripe refused after it, and a retry puts that alone before people again', async () => {
    const ids = await ask(2);
    const bulkDecisionId = await start('ines', ids);
    await run();
    await refusedByStripe(ids[0] ?? '');
    const { counts } = await readBulkDecision(world.as('ines'), bulkDecisionId);
    expect(counts).toMatchObject({ more: 1, failed: 1 });
    expect((await listBulkItems(world.as('ines'), bulkDecisionId))[0]).toMatchObject({
      message: 'Stripe said no',
    });
  });

  it('is one signature over all of it: for another set, or of somebody else, it starts nothing', async () => {
    const ids = await ask(3);
    const choose = (name: string, chosen: string[]) =>
      askBulkDecision(world.as(name), { decision: 'approve', payoutRequestIds: chosen });
    const [three, two] = [await choose('ines', ids), await choose('ines', ids.slice(0, 2))];
    const root = await rootOf('ines', three.bulkDecisionId);
    const forThree = await proveWith(await world.passkey('ines'), world.as('ines'), root);
    const refused = { code: 'forbidden' };
    await expect(
      startBulkDecision(world.as('ines'), {
        bulkDecisionId: two.bulkDecisionId,
        root: await rootOf('ines', two.bulkDecisionId),
        stepUpProofId: forThree,
      }),
    ).rejects.toMatchObject(refused);
    await expect(
      startBulkDecision(world.as('ines'), { ...three, root, stepUpProofId: null }),
    ).rejects.toMatchObject(refused);
    await expect(
      startBulkDecision(world.as('marek'), { ...three, root, stepUpProofId: forThree }),
    ).rejects.toMatchObject(refused);
    await expect(
      startBulkDecision(world.as('ines'), {
        ...three,
        root: await rootOf('ines', two.bulkDecisionId),
        stepUpProofId: forThree,
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await approvals(ids)).toEqual([0, 0, 0]);
    await startBulkDecision(world.as('ines'), { ...three, root, stepUpProofId: forThree });
    await run();
    expect(await approvals(ids)).toEqual([1, 1, 1]);
  });

  it('decides each item once, however many workers run it', async () => {
    const ids = await ask(6);
    const bulkDecisionId = await start('ines', ids);
    await Promise.all(Array.from({ length: 4 }, run));
    await run();
    const { counts, state } = await readBulkDecision(world.as('ines'), bulkDecisionId);
    expect({ counts, state }).toMatchObject({ counts: { more: 6, decided: 0, forbidden: 0 }, state: 'done' });
    expect(await approvals(ids)).toEqual(ids.map(() => 1));
  });

  it('that is stopped decides nothing more, and the rest can be taken up again', async () => {
    const ids = await ask(3);
    const bulkDecisionId = await start('ines', ids);
    expect(await decideBulkItem(worker, { bulkDecisionId, payoutRequestId: ids[0] ?? '' })).toEqual({
      outcome: 'done',
    });
    expect(
      await decideBulkItem(worker, { bulkDecisionId, payoutRequestId: ids[0] ?? '' }),
      'it has ended',
    ).toEqual({ outcome: null });
    await stopBulkDecision(world.as('marek'), { bulkDecisionId });
    expect(await decideBulkItem(worker, { bulkDecisionId, payoutRequestId: ids[1] ?? '' })).toEqual({
      outcome: null,
    });
    await run();
    expect(await approvals(ids)).toEqual([1, 0, 0]);
    await expect(stopBulkDecision(world.as('ines'), { bulkDecisionId })).rejects.toMatchObject({
      code: 'conflict',
    });
    const again = await retryBulkDecision(world.as('ines'), { bulkDecisionId });
    expect((await readBulkDecision(world.as('ines'), again.bulkDecisionId)).counts.waiting).toBe(2);
  });

  it('counts with the role that its person has when an item is decided', async () => {
    const ids = await ask(1);
    const bulkDecisionId = await start('ines', ids);
    await world.sql`update operators set role = 'viewer' where operator_id = 'opr_ines'`;
    try {
      await run();
    } finally {
      await world.sql`update operators set role = 'risk_reviewer' where operator_id = 'opr_ines'`;
    }
    expect((await readBulkDecision(world.as('marek'), bulkDecisionId)).counts.forbidden).toBe(1);
    expect(await approvals(ids)).toEqual([0]);
  });

  it('whose proof grew too old fails what was not reached, to be confirmed again', async () => {
    const ids = await ask(2);
    const bulkDecisionId = await start('ines', ids);
    await decideBulkItem(worker, { bulkDecisionId, payoutRequestId: ids[0] ?? '' });
    await world.tamper(`update step_up_proofs set expires_at = now() - interval '1 second'`);
    await run();
    const { counts } = await readBulkDecision(world.as('ines'), bulkDecisionId);
    expect(counts).toMatchObject({ more: 1, failed: 1, forbidden: 0 });
  });

  it('to reject takes a reason and no proof', async () => {
    const ids = await ask(2);
    const { bulkDecisionId } = await askBulkDecision(world.as('ines'), {
      decision: 'reject',
      payoutRequestIds: ids,
    });
    const root = await rootOf('ines', bulkDecisionId);
    const reject = (reason: string) =>
      startBulkDecision(world.as('ines'), { bulkDecisionId, root, reason, stepUpProofId: null });
    await expect(reject('')).rejects.toMatchObject({ code: 'invalid_input' });
    await reject('All from the same stolen card');
    await run();
    for (const id of ids) expect(await world.request(id)).toMatchObject({ state: 'rejected' });
  });
});
