import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBundle } from '../audit/bundle.ts';
import { exportAuditBundle } from '../audit/export-audit-bundle.ts';
import { storedAudit } from '../audit/stored-audit.ts';
import { jobContext } from '../context.ts';
import { approvePayout } from '../payouts/review/approve-payout.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { proveWith } from './step-up/soft-passkey.fixture.ts';
import { approvalLeaf, treeOf } from './step-up/subject-tree.ts';
import { verifySignatures, type SignatureReport } from './verify-signatures.ts';

/** What an auditor with a bundle and nothing else finds out. */

let world: ReviewWorld;
let folder: string;
let alone: string;
beforeAll(async () => {
  world = await openReviewWorld();
  folder = await mkdtemp(join(tmpdir(), 'sluice-signatures-'));
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
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

async function bundle(): Promise<string> {
  let text = '';
  for await (const piece of await exportAuditBundle(jobContext('seal-audit'), {})) text += piece;
  return text;
}

async function verify(text: string): Promise<SignatureReport> {
  const file = join(folder, 'bundle.jsonl');
  await writeFile(file, text);
  const opened = await openBundle(file);
  try {
    return await verifySignatures(opened);
  } finally {
    await opened.close();
  }
}

/** Changes one record of a bundle, as somebody would who then makes all hashes anew: only signatures can tell. */
function forge(
  text: string,
  action: string,
  change: (record: { actorId: string; subject: string }, after: Record<string, unknown>) => void,
): string {
  let isDone = false;
  const lines = text.split('\n').map((line) => {
    if (isDone || !line.includes(`"action":"${action}"`)) return line;
    isDone = true;
    const parsed = JSON.parse(line) as { record: { actorId: string; subject: string; after: string } };
    const after = JSON.parse(parsed.record.after) as Record<string, unknown>;
    change(parsed.record, after);
    return JSON.stringify({ ...parsed, record: { ...parsed.record, after: JSON.stringify(after) } });
  });
  expect(isDone).toBe(true);
  return lines.join('\n');
}

const fault = async (...forging: [string, Parameters<typeof forge>[2]]) =>
  (await verify(forge(await bundle(), ...forging))).fault;

it('every approval of a record is signed, many under one signature too', async () => {
  const expected = { signed: 3, byCode: 0, unknownKeys: 0, fault: null };
  expect(await verify(await bundle())).toEqual(expected);
  expect(await verifySignatures(storedAudit(jobContext('seal-audit')))).toEqual(expected);
});

const proofOf = (after: Record<string, unknown>) => after['proof'] as { assertion: Record<string, string> };

it('another amount, another request, another person or another moment is not signed', async () => {
  const approve = 'payout_request.approve';
  expect(
    await fault(approve, (_record, after) => {
      after['payload'] = String(after['payload']).replace('4000', '9000');
    }),
  ).toContain('the approved hash is not of its payload');
  expect(
    await fault(approve, (record) => {
      record.subject = 'prq_other';
    }),
  ).toContain('what was confirmed is not this approval');
  expect(
    await fault(approve, (record) => {
      record.actorId = 'opr_marek';
    }),
  ).toContain('not the one that was confirmed for its person');
  expect(
    await fault(approve, (_record, after) => {
      proofOf(after).assertion['nonce'] = 'AAAA';
    }),
  ).toContain('the signature is not over what was shown');
  expect(
    await fault(approve, (_record, after) => {
      const { assertion } = proofOf(after);
      const { signature = '' } = assertion;
      assertion['signature'] = `${signature.slice(0, -4)}${signature.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    }),
  ).toContain('the signature is not over what was shown');
  expect(
    await fault(approve, (_record, after) => {
      delete after['proof'];
    }),
  ).toContain('an approval without its proof');
});

it('a key that nobody else confirmed signs nothing', async () => {
  const confirm = 'step_up_factor.confirm';
  expect(
    await fault(confirm, (record) => {
      record.actorId = 'opr_ines';
    }),
  ).toContain('confirmed the key themselves');
  expect(
    await fault(confirm, (record) => {
      record.subject = 'stf_other';
    }),
  ).toContain('nobody confirmed the key');
});
