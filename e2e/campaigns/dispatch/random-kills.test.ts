import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { startProcess, type RunningProcess } from '../process.ts';
import { seeded } from '../shuffle.ts';
import { approvedRequests, insertPeople, type ApprovedRequest } from './approved-requests.ts';
import { allAtRest, brokenPromises, confirmAllAbsent } from './judge.ts';
import { settingsOfTest } from './settings.ts';

/*
 * Three senders are killed at random while requests keep coming in and Stripe answers badly. A few kills with every commit;
 * SLUICE_KILLS=300 SLUICE_SEED=7 vitest run --project server e2e/campaigns/dispatch/random-kills.test.ts for the campaign.
 */

const KILLS = Number(process.env['SLUICE_KILLS'] ?? '5');
const SEED = Number(process.env['SLUICE_SEED'] ?? '1121');
const SENDERS = 3;
const REQUESTS_AN_ACCOUNT = 3;
const KILL_AFTER_MS_MAX = 500;
/** Requests that wait while more are made: enough for every sender, few enough to see the end of. */
const WAITING_MAX = 40;
const SECONDS_A_KILL = 8;

const FAULTS = [
  { probability: 0.05, fault: { kind: 'rate_limit' } },
  { probability: 0.03, fault: { kind: 'error_500' } },
  { probability: 0.03, fault: { kind: 'error_500', executed: true } },
  { probability: 0.05, fault: { kind: 'reset_after' } },
  { probability: 0.03, fault: { kind: 'reset_before' } },
  { probability: 0.03, fault: { kind: 'timeout_after' } },
  { probability: 0.02, fault: { kind: 'conflict' } },
  { probability: 0.3, fault: { kind: 'delay', ms: 250 } },
] as const;

let stripe: TestStripe;
let sql: postgres.Sql;
const senders: RunningProcess[] = [];

const startSender = (): RunningProcess =>
  startProcess('e2e/campaigns/dispatch/quick-sender.ts', settingsOfTest(stripe));

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 3, onnotice: () => undefined });
  await insertPeople(sql);
});
afterAll(async () => {
  for (const sender of senders) await sender.end('SIGKILL');
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

/** Keeps the senders busy until told otherwise. @returns what was asked for */
async function keepAsking(isEnough: () => boolean): Promise<ApprovedRequest[]> {
  const requests: ApprovedRequest[] = [];
  while (!isEnough()) {
    const [waiting] = await sql<{ count: number }[]>`
      select count(*)::int as count from payout_requests where state = 'approved'`;
    if ((waiting?.count ?? 0) < WAITING_MAX)
      requests.push(...(await approvedRequests({ sql, simulator: stripe.simulator }, REQUESTS_AN_ACCOUNT)));
    else await sleep(50);
  }
  return requests;
}

async function isAtWork(sender: RunningProcess): Promise<boolean> {
  const [started] = sender.lines();
  if (started === undefined) return false;
  const { 'process.pid': pid } = started;
  const [found] = await sql`
    select 1 from payout_attempts where claimed_by like ${`worker:%:${String(pid)}`} and state in ('claimed', 'calling') limit 1`;
  return found !== undefined;
}

it(
  `${String(KILLS)} kills of senders at work, seed ${String(SEED)}: Stripe's list has one payout for each request, and the books agree`,
  async () => {
    const random = seeded(SEED);
    const { faults } = stripe.simulator;
    for (const { probability, fault } of FAULTS)
      faults.add({ match: { path: '/v1/payouts', method: 'POST', probability }, fault, times: null });
    for (let started = 0; started < SENDERS; started += 1) senders.push(startSender());
    let hits = 0;
    const asked = { hasEnded: false };
    // A fault that never struck would show nothing.
    const asking = keepAsking(() => hits >= KILLS && faults.neverStruck.length === 0).finally(() => {
      asked.hasEnded = true;
    });
    while (hits < KILLS && !asked.hasEnded) {
      await sleep(random() * KILL_AFTER_MS_MAX);
      const victim = Math.floor(random() * SENDERS);
      const sender = senders[victim];
      if (sender === undefined) throw new Error('There are as many senders as were started');
      // A kill of one that has nothing in hand shows nothing.
      if (!(await isAtWork(sender))) continue;
      await sender.end('SIGKILL');
      hits += 1;
      senders[victim] = startSender();
    }
    const requests = await asking;
    expect(hits).toBe(KILLS);
    faults.clear();
    const world = { sql, simulator: stripe.simulator };
    let ended = await allAtRest(world, requests, 300_000);
    while ((await confirmAllAbsent(sql)) > 0) ended = await allAtRest(world, requests, 300_000);
    const [calls] = await sql<{ calls: number; took_over: number }[]>`
      select sum(calls)::int as calls, count(*) filter (where claim_number > 1)::int as took_over from payout_attempts`;
    process.stderr.write(
      `${String(KILLS)} kills at work, ${String(requests.length)} requests, ${JSON.stringify(calls)}\n`,
    );
    expect(ended.filter(({ state, atStripe }) => state !== 'sent' || atStripe !== 1)).toEqual([]);
    expect(await brokenPromises(requests)).toEqual([]);
  },
  300_000 + KILLS * SECONDS_A_KILL * 1_000,
);
