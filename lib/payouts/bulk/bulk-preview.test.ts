import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { proveWith } from '../../approvals/step-up/soft-passkey.fixture.ts';
import { approvalLeaf } from '../../approvals/step-up/subject-tree.ts';
import { jobContext } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { placeHold } from '../../holds/place-hold.ts';
import { formatMoney } from '../../money/format.ts';
import { claimReview } from '../review/claim-review.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { advanceBulkDecisions, prepareBulkDecisions } from './advance-bulk-decisions.ts';
import { askBulkDecision } from './ask-bulk-decision.ts';
import { listBulkItems } from './item-queries.ts';
import { insertManyRequests } from './many-requests.fixture.ts';
import { readBulkPreview } from './preview-queries.ts';
import { readBulkDecision } from './queries.ts';
import { retryBulkDecision } from './retry-bulk-decision.ts';
import { startAsShown } from './start-as-shown.ts';
import { startBulkDecision } from './start-bulk-decision.ts';
import { stopBulkDecision } from './stop-bulk-decision.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

type Asked = Awaited<ReturnType<ReviewWorld['ask']>>;
const ask = async (count: number): Promise<Asked[]> => {
  const asked: Asked[] = [];
  for (let made = 0; made < count; made += 1) asked.push(await world.ask());
  return asked;
};
const idsOf = (asked: readonly Asked[]): string[] => asked.map(({ payoutRequestId }) => payoutRequestId);
const open = async (name: string, ids: string[], decision: 'approve' | 'reject' = 'approve') =>
  (await askBulkDecision(world.as(name), { decision, payoutRequestIds: ids })).bulkDecisionId;
const preview = (name: string, id: string) => readBulkPreview(world.as(name), id);
/** As people read it: number, words, sums. */
const lines = async (name: string, id: string): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    (await preview(name, id)).groups.map(({ title, lines: said }) => [
      title,
      said.map(({ count, words, totals }) =>
        [count, words, ...totals.map((total) => formatMoney(total))]
          .filter((part) => part !== null)
          .join(' '),
      ),
    ]),
  );
const hold = (of: Asked) =>
  placeHold(world.as('marek'), {
    connectedAccountId: of.connectedAccountId,
    payoutRequestId: of.payoutRequestId,
    reviewerText: 'Looks like a stolen card',
    reason: 'unusual_activity',
  });
const NO_PROOF = { code: '', challengeId: '', assertion: '' };
async function confirm(name: string, bulkDecisionId: string): Promise<unknown> {
  const { root } = await readBulkDecision(world.as(name), bulkDecisionId);
  if (root === null) throw new Error('not looked at');
  const stepUpProofId = await proveWith(await world.passkey(name), world.as(name), root);
  return startBulkDecision(world.as(name), { bulkDecisionId, root, stepUpProofId });
}

describe('before a bulk decision is confirmed', () => {
  it('it says of whom Stripe refuses again and again that nothing is sent', async () => {
    const [refused] = await ask(1);
    if (!refused) throw new Error('one was asked for');
    const { connectedAccountId, payoutRequestId } = refused;
    await world.approve('marek', payoutRequestId);
    await world.tamper(
      `update payout_accounts set breaker_opened_at = now() where connected_account_id = '${connectedAccountId}'`,
    );
    await world.tamper(
      `insert into alarms (kind, subject, text) values ('payout_breaker_opened', '${connectedAccountId}', 'x')`,
    );
    const id = await open('ines', [payoutRequestId]);
    expect((await lines('ines', id))['What approving will do']).toEqual([
      '1 Complete, but Stripe refused its account’s payouts again and again: not sent until a person has closed the alarm 40.00 USD',
    ]);
  });

  it('it says that nothing is sent while all sending is locked, and so does its result', async () => {
    const [complete] = await ask(1);
    if (!complete) throw new Error('one was asked for');
    await world.approve('marek', complete.payoutRequestId);
    const id = await open('ines', [complete.payoutRequestId]);
    const said = async () => (await lines('ines', id))['What approving will do'];
    expect(await said()).toEqual(['1 Complete: leaves ten seconds later 40.00 USD']);
    await world.tamper(
      `update dispatch_control set locked_at = now(), locked_because = 'A backup is put back.'`,
    );
    try {
      expect(await said()).toEqual([
        '1 Complete, but all sending is locked: not sent until that lock is ended 40.00 USD',
      ]);
      await expect(confirm('ines', id)).rejects.toThrow('Facts have changed');
      const anew = await open('ines', [complete.payoutRequestId]);
      await confirm('ines', anew);
      const reached = new Map<string, number>();
      while (await advanceBulkDecisions(jobContext('decide-in-bulk'), reached));
      const items = await listBulkItems(world.as('ines'), anew);
      expect(items.find(({ payoutRequestId }) => payoutRequestId === complete.payoutRequestId)).toMatchObject(
        {
          outcome: 'kept',
          keptBy: [expect.stringContaining('all sending is locked since') as string],
          takeBack: { until: null },
        },
      );
    } finally {
      await world.tamper('update dispatch_control set locked_at = null, locked_because = null');
    }
  });

  it('it says how many of what sums will leave, wait, be kept or be left out, and why', async () => {
    const asked = await ask(8);
    const [waits, leaves, kept, heldToo, own, mine, elsewhere, gone] = asked;
    if (!waits || !leaves || !kept || !heldToo || !own || !mine || !elsewhere || !gone)
      throw new Error('eight were asked for');
    await world.approve('marek', leaves.payoutRequestId);
    await world.approve('marek', kept.payoutRequestId);
    await world.approve('ines', mine.payoutRequestId);
    await hold(kept);
    await hold(heldToo);
    await world.tamper(
      `update payout_requests set requested_by_operator_id = 'opr_ines' where payout_request_id = '${own.payoutRequestId}'`,
    );
    await claimReview(world.as('marek'), { payoutRequestId: elsewhere.payoutRequestId });
    await world.reject('marek', gone.payoutRequestId);
    const id = await open('ines', idsOf(asked));
    expect(await lines('ines', id)).toMatchObject({
      'What approving will do': [
        '2 1 of 2: waits for another person 80.00 USD',
        '1 Complete: leaves ten seconds later 40.00 USD',
        '1 Complete, but an open hold keeps it: not sent until that is released 40.00 USD',
      ],
      'What is left out': [
        '1 You asked for it: another person decides 40.00 USD',
        '1 You have approved it already 40.00 USD',
        '1 marek has it open 40.00 USD',
        '1 Decided already: it is rejected 40.00 USD',
      ],
      'Look twice': ['4 First payout of its account 160.00 USD', '1 Has an open hold as well 40.00 USD'],
    });
    const { items, decidable } = await preview('ines', id);
    expect(decidable).toBe(4);
    expect(items.map(({ isLeftOut }) => isLeftOut)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    await stopBulkDecision(world.as('ines'), { bulkDecisionId: id });
  });

  it('it says of what Stripe refused and one asks for again that another person decides', async () => {
    const [one] = await ask(1);
    if (!one) throw new Error('one was asked for');
    const id = await open('ines', idsOf([one]));
    await world.tamper(
      `update payout_requests set reopened_by_operator_id = 'opr_ines', reopened_version = version where payout_request_id = '${one.payoutRequestId}'`,
    );
    expect((await preview('ines', id)).items[0]).toMatchObject({
      isLeftOut: true,
      will: 'You asked for it again, after it was refused or came back: another person decides',
    });
  });

  it('it says of a destination that changed, of what Stripe would refuse, and of one that has gone', async () => {
    const asked = await ask(3);
    const [changed, refused, gone] = asked;
    if (!changed || !refused || !gone) throw new Error('three were asked for');
    await world.tamper(`
      insert into external_account_changes (connected_account_id, external_account_id, change, seen_at, is_new_destination)
      select connected_account_id, destination_id, 'changed', now() - n * interval '30 days', n = 0
      from payout_requests cross join generate_series(0, 1) as n where payout_request_id = '${changed.payoutRequestId}'`);
    await world.tamper(
      `update connected_accounts set payouts_enabled = false where connected_account_id = '${refused.connectedAccountId}'`,
    );
    await world.tamper(
      `update external_accounts set deleted_at = now() where connected_account_id = '${gone.connectedAccountId}'`,
    );
    const id = await open('ines', idsOf(asked));
    const said = await lines('ines', id);
    expect(said['Look twice']).toEqual([
      '1 Destination changed shortly before 40.00 USD',
      '2 First payout of its account 80.00 USD',
      '1 Stripe would refuse it as things are 40.00 USD',
    ]);
    expect(said['What is left out']).toEqual([
      '1 Its destination was changed or removed since it was asked for, or takes no payouts: nobody can approve it 40.00 USD',
    ]);
  });

  it('of a rejection it says that the money is free again and that it is for good', async () => {
    const asked = await ask(2);
    const id = await open('ines', idsOf(asked), 'reject');
    expect(await lines('ines', id)).toEqual({
      'What rejecting will do': ['2 Rejected; its money is free again 80.00 USD'],
      'What cannot be undone': [
        'A rejected request is never opened again: whoever still wants it paid asks anew.',
      ],
    });
  });
});

describe('other facts at the moment of confirmation', () => {
  it.each<[string, (of: Asked) => Promise<unknown>, string]>([
    ['a hold', hold, 'Has an open hold as well'],
    ['an approval of somebody else', (of) => world.approve('marek', of.payoutRequestId), 'Complete: leaves'],
    [
      'somebody who has it open',
      ({ payoutRequestId }) => claimReview(world.as('marek'), { payoutRequestId }),
      'marek has it open',
    ],
    ['a rejection', (of) => world.reject('marek', of.payoutRequestId), 'Decided already: it is rejected'],
  ])(
    '%s: nothing is decided, no proof is spent, and the list made anew says it',
    async (_what, happen, now) => {
      const [one, other] = await ask(2);
      if (!one || !other) throw new Error('two were asked for');
      const id = await open('ines', idsOf([one, other]));
      const shown = await readBulkDecision(world.as('ines'), id);
      await happen(one);
      await expect(confirm('ines', id)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('Facts have changed') as string,
      });
      expect((await world.request(other.payoutRequestId)).standing).toBe(0);
      const said = (await preview('ines', id)).changes;
      expect(said).toEqual([
        {
          payoutRequestId: one.payoutRequestId,
          was: '1 of 2: waits for another person. First payout of its account',
          now: expect.stringContaining(now) as string,
        },
      ]);

      const anew = await startAsShown(world.as('ines'), {
        bulkDecisionId: id,
        root: shown.root ?? '',
        reason: '',
        confirmation: NO_PROOF,
      });
      expect(anew.isStarted, 'no code is asked for what has changed').toBe(false);
      const fresh = await readBulkDecision(world.as('ines'), anew.bulkDecisionId);
      const { root, changes } = await preview('ines', anew.bulkDecisionId);
      expect(root).toBe(fresh.root);
      expect(changes, 'the list that is confirmed says it too').toEqual(said);
      expect(fresh).toMatchObject({ state: 'draft', prepared: 2 });
      expect((await readBulkDecision(world.as('ines'), id)).state).toBe('stopped');
      await confirm('ines', anew.bulkDecisionId);
      expect((await readBulkDecision(world.as('ines'), anew.bulkDecisionId)).state).toBe('queued');
    },
  );

  it('of two hundred where three have changed names the three, and the rest is confirmed with the new hash', async () => {
    const ids = await insertManyRequests(world.sql, 200);
    const id = await open('ines', ids);
    const look = () => prepareBulkDecisions(jobContext('decide-in-bulk'), new AbortController().signal);
    await look();
    const { root } = await readBulkDecision(world.as('ines'), id);
    const [elsewhere = '', rejected = '', amended = ''] = ids;
    await claimReview(world.as('marek'), { payoutRequestId: elsewhere });
    await world.tamper(
      `update payout_requests set state = 'rejected', is_reserved = false where payout_request_id = '${rejected}'`,
    );
    await world.tamper(`update payout_requests set version = version + 1, payload = payload || ' ',
      payload_hash = encode(sha256(convert_to(payload || ' ', 'UTF8')), 'hex')
      where payout_request_id = '${amended}'`);
    const changed = async (of: string) =>
      (await preview('ines', of)).changes.map(({ payoutRequestId, now }) => [payoutRequestId, now]);
    const said = [
      [elsewhere, 'marek has it open'],
      [rejected, 'Decided already: it is rejected'],
    ];
    expect(await changed(id)).toEqual([...said, [amended, 'Changed since it was listed']]);

    const anew = await startAsShown(world.as('ines'), {
      bulkDecisionId: id,
      root: root ?? '',
      reason: '',
      confirmation: NO_PROOF,
    });
    await look();
    expect(await changed(anew.bulkDecisionId)).toEqual([
      ...said,
      [amended, '1 of 2: waits for another person. First payout of its account'],
    ]);
    expect((await preview('ines', anew.bulkDecisionId)).changes[2]?.was).toContain('another amount');
    expect((await preview('ines', anew.bulkDecisionId)).decidable).toBe(198);
    await confirm('ines', anew.bulkDecisionId);
    expect((await readBulkDecision(world.as('ines'), anew.bulkDecisionId)).state).toBe('queued');
  });

  it('of a rejection the list made anew keeps the reason that was typed', async () => {
    const [one, other] = await ask(2);
    if (!one || !other) throw new Error('two were asked for');
    const id = await open('ines', idsOf([one, other]), 'reject');
    const { root } = await readBulkDecision(world.as('ines'), id);
    await claimReview(world.as('marek'), { payoutRequestId: one.payoutRequestId });
    const anew = await startAsShown(world.as('ines'), {
      bulkDecisionId: id,
      root: root ?? '',
      reason: 'All from the same stolen card',
      confirmation: NO_PROOF,
    });
    expect(await readBulkDecision(world.as('ines'), anew.bulkDecisionId)).toMatchObject({
      state: 'draft',
      reason: 'All from the same stolen card',
    });
  });

  it('what a retry lists of an ended one is not called changed by why it failed', async () => {
    const [one] = await ask(1);
    if (!one) throw new Error('one was asked for');
    const id = await open('ines', idsOf([one]));
    await confirm('ines', id);
    await world.approve('marek', one.payoutRequestId);
    const reached = new Map<string, number>();
    while (await advanceBulkDecisions(jobContext('decide-in-bulk'), reached));
    const again = await retryBulkDecision(world.as('ines'), { bulkDecisionId: id });
    expect((await preview('ines', again.bulkDecisionId)).changes).toEqual([]);
  });

  it('a list of the time before there was a preview is not confirmed', async () => {
    const asked = await ask(1);
    const id = await open('ines', idsOf(asked));
    const leaf = approvalLeaf(await world.look('ines', asked[0]?.payoutRequestId ?? ''));
    await world.tamper(`update bulk_decisions set root = '${leaf}' where bulk_decision_id = '${id}'`);
    await expect(confirm('ines', id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

it('is looked up by one statement for as many as one may hold', async () => {
  const ids = await insertManyRequests(world.sql, 300);
  const id = await open('ines', ids);
  await prepareBulkDecisions(jobContext('decide-in-bulk'), new AbortController().signal);
  const statements = vi.spyOn(databaseClient(), 'unsafe');
  const { decidable, groups } = await preview('ines', id);
  expect(statements.mock.calls.length).toBe(3);
  expect(decidable).toBe(300);
  expect(groups[0]?.lines).toMatchObject([{ count: 300, words: '1 of 2: waits for another person' }]);
});
