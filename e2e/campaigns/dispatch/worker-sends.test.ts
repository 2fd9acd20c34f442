import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { startProcess, type RunningProcess } from '../process.ts';
import {
  approvedRequests,
  insertPeople,
  payoutsAtStripe,
  type ApprovedRequest,
} from './approved-requests.ts';
import { settingsOfTest } from './settings.ts';

/* The worker as it is deployed, a process of its own, sends what people approved, and nothing else. */

const PATIENCE_MS = 180_000;

let stripe: TestStripe;
let sql: postgres.Sql;
let requests: ApprovedRequest[];
let worker: RunningProcess;

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  await insertPeople(sql);
  requests = await approvedRequests({ simulator: stripe.simulator, sql }, 4);
});
afterAll(async () => {
  await worker.end('SIGTERM');
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

const stateOf = async ({ payoutRequestId }: ApprovedRequest): Promise<string> => {
  const [row] = await sql<{ state: string }[]>`
    select state from payout_requests where payout_request_id = ${payoutRequestId}`;
  return row?.state ?? 'gone';
};

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('It did not happen in time');
    await sleep(50);
  }
}

it('an approved request leaves to Stripe once, in the order asked for; one in its undo window waits', async () => {
  const [first, second, undoable, third] = requests;
  if (first === undefined || second === undefined || undoable === undefined || third === undefined)
    throw new Error('Four were asked for');
  await sql`update payout_requests set leaves_after = now() + interval '1 hour'
    where payout_request_id = ${undoable.payoutRequestId}`;
  worker = startProcess('scripts/worker.ts', settingsOfTest(stripe));
  await until(async () => (await stateOf(third)) === 'sent');
  for (const sent of [first, second, third]) {
    expect(payoutsAtStripe(stripe.simulator, sent).map(({ amount }) => amount)).toEqual([1234]);
    expect(await stateOf(sent)).toBe('sent');
  }
  expect(payoutsAtStripe(stripe.simulator, undoable)).toEqual([]);
  expect(await stateOf(undoable)).toBe('approved');
  const asked = stripe.simulator.requests
    .list({ method: 'POST', path: '/v1/payouts' })
    .map(({ headers }) => String(headers['idempotency-key']));
  expect(asked).toEqual([first, second, third].map(({ payoutRequestId }) => `${payoutRequestId}/1`));
  const [books] = await sql`
    select (sum(credits - debits) filter (where ledger_account_code = 2150))::int as reserved
    from ledger_balances where connected_account_id = ${first.connectedAccountId}`;
  expect(books).toEqual({ reserved: 1234 });
}, 300_000);
