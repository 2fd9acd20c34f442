import { afterAll, beforeAll, expect, it } from 'vitest';
import { storedAudit } from '../audit/stored-audit.ts';
import { jobContext } from '../context.ts';
import { approvePayout } from '../payouts/review/approve-payout.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { proveWith } from './step-up/soft-passkey.fixture.ts';
import { approvalLeaf, treeOf } from './step-up/subject-tree.ts';
import { bundleText, forge, verifyBundle, type Forgery } from './test-bundle.fixture.ts';
import { verifySignatures } from './verify-signatures.ts';

/** What an auditor with a bundle and nothing else finds out. */

let world: ReviewWorld;
let alone: string;
beforeAll(async () => {
  world = await openReviewWorld();
  alone = (await world.ask()).payoutRequestId;
  await world.approve('ines', alone);
  // Two approvals under one signature.
  const shown = [
    await world.look('ines', (await world.ask()).payoutRequestId),
    await world.look('ines', (await world.ask()).payoutRequestId),
  ];
  const { root, paths } = treeOf(shown.map(approvalLeaf));
  const stepUpProofId = await proveWith(await world.passkey('ines'), world.as('ines'), root);
  for (const [position, one] of shown.entries())
    await approvePayout(world.as('ines'), { ...one, stepUpProofId, path: paths[position] ?? [] });
});
afterAll(() => world.close());

const fault = async (action: string, change: Forgery) =>
  (await verifyBundle(forge(await bundleText(), action, change))).fault;

it('every approval of a record is signed, many under one signature too', async () => {
  // The word that their key is theirs was given with a code.
  const kinds = { approvals: 3, 'confirmed factors': 1 };
  const expected = { signed: 3, byCode: 1, unknownKeys: 0, kinds, fault: null };
  expect(await verifyBundle(await bundleText())).toEqual(expected);
  expect(await verifySignatures(storedAudit(jobContext('seal-audit')))).toEqual(expected);
});

const proofOf = (after: Record<string, unknown>) => after['proof'] as { assertion: Record<string, string> };

it('another amount, another request, another person or another moment is not signed', async () => {
  const approve = 'payout_request.approve';
  expect(
    await fault(approve, ({ after }) => {
      after['payload'] = String(after['payload']).replace('4000', '9000');
    }),
  ).toContain('the approved hash is not of its payload');
  expect(
    await fault(approve, ({ record }) => {
      record.subject = 'prq_other';
    }),
  ).toContain('what was confirmed is not this');
  expect(
    await fault(approve, ({ record }) => {
      record.actorId = 'opr_marek';
    }),
  ).toContain('not the one that was confirmed for its person');
  expect(
    await fault(approve, ({ after }) => {
      proofOf(after).assertion['nonce'] = 'AAAA';
    }),
  ).toContain('the signature is not over what was shown');
  expect(
    await fault(approve, ({ after }) => {
      const { assertion } = proofOf(after);
      const { signature = '' } = assertion;
      assertion['signature'] = `${signature.slice(0, -4)}${signature.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    }),
  ).toContain('the signature is not over what was shown');
  expect(
    await fault(approve, ({ after }) => {
      delete after['proof'];
    }),
  ).toContain('its proof is missing');
});

it('a key that nobody else confirmed signs nothing', async () => {
  const confirm = 'step_up_factor.confirm';
  expect(
    await fault(confirm, ({ record }) => {
      record.actorId = 'opr_ines';
    }),
  ).toContain('confirmed the key themselves');
  expect(
    await fault(confirm, ({ record }) => {
      record.subject = 'stf_other';
    }),
  ).toContain('nobody confirmed the key');
});
