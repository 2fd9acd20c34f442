import { afterAll, beforeAll, expect, it } from 'vitest';
import { proveWith } from '#lib/approvals/step-up/soft-passkey.fixture.ts';
import { askBulkDecision } from '#lib/payouts/bulk/ask-bulk-decision.ts';
import { insertManyRequests } from '#lib/payouts/bulk/many-requests.fixture.ts';
import { readBulkDecision } from '#lib/payouts/bulk/queries.ts';
import { startBulkDecision } from '#lib/payouts/bulk/start-bulk-decision.ts';
import { openReviewWorld, type ReviewWorld } from '#lib/payouts/review/review-world.fixture.ts';
import { startSimulator, type RunningSimulator } from '../stripe-simulator/server.ts';
import { settingsOfTest } from './dispatch/settings.ts';
import { startProcess, type RunningProcess } from './process.ts';

/* The worker as it is deployed is killed while it decides what somebody confirmed together; another one goes on. */

const ITEMS = 300;
const PATIENCE = { timeout: 120_000, interval: 100 };

let world: ReviewWorld;
let stripe: RunningSimulator;
const workers: RunningProcess[] = [];

beforeAll(async () => {
  world = await openReviewWorld();
  stripe = await startSimulator();
  process.env['STRIPE_API_BASE'] = stripe.url;
});
afterAll(async () => {
  for (const worker of workers) await worker.end('SIGKILL');
  await stripe.stop();
  await world.close();
});

function startWorker(): RunningProcess {
  const worker = startProcess('scripts/worker.ts', settingsOfTest(stripe));
  workers.push(worker);
  return worker;
}

it('decides each item once, and all of them, although its worker is killed in the middle', async () => {
  const ids = await insertManyRequests(world.sql, ITEMS);
  const ines = world.as('ines');
  const read = () => readBulkDecision(ines, bulkDecisionId);
  const { bulkDecisionId } = await askBulkDecision(ines, { decision: 'approve', payoutRequestIds: ids });
  const first = startWorker();
  await expect.poll(async () => (await read()).state, PATIENCE).toBe('draft');
  const { root } = await read();
  if (root === null) throw new Error('not looked at');
  const stepUpProofId = await proveWith(await world.passkey('ines'), ines, root);
  await startBulkDecision(ines, { bulkDecisionId, root, stepUpProofId });
  await expect.poll(async () => (await read()).counts.more, PATIENCE).toBeGreaterThan(0);
  await first.end('SIGKILL');
  const atDeath = (await read()).counts;
  expect(atDeath.waiting, 'it was killed in the middle').toBeGreaterThan(0);

  startWorker();
  await expect.poll(async () => (await read()).state, PATIENCE).toBe('done');
  expect((await read()).counts).toMatchObject({
    more: ITEMS,
    decided: 0,
    forbidden: 0,
    failed: 0,
    waiting: 0,
  });
  const [counted] = await world.sql`
    select (select count(*)::int from payout_approvals) as approvals,
      (select count(distinct payout_request_id)::int from payout_approvals where state = 'given') as requests,
      (select count(*)::int from audit_records where action = 'payout_request.approve' and outcome = 'done') as on_record`;
  expect(counted).toEqual({ approvals: ITEMS, requests: ITEMS, on_record: ITEMS });
}, 300_000);
