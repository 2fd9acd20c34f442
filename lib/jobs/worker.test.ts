import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { databaseClient, openDatabase, type Sql } from '../db/client.ts';
import type { Context } from '../context.ts';
import { inTransaction } from '../db/transaction.ts';
import { parseStripeEvent } from '../stripe-events/parse-stripe-event.ts';
import { startSyncRun } from '../stripe-events/back-fill/start-sync-run.ts';
import { receiveStripeEvents } from '../stripe-events/receive-stripe-events.ts';
import { SCHEDULE } from './schedule.ts';
import { closeJobStage, stageJob } from './stage-job.ts';
import { startWorker, type Worker } from './worker.ts';

const PATIENCE_MS = 60_000;

let stripe: TestStripe;
let owner: Sql;
let account: string;
const workers: Worker[] = [];

const start = async (): Promise<Worker> => {
  const worker = await startWorker({
    onDatabaseLost: () => {
      throw new Error('the database was lost');
    },
  });
  workers.push(worker);
  return worker;
};

beforeAll(async () => {
  stripe = await startTestStripe({ delivery: 'record' });
  owner = openDatabase(stripe.databaseOwnerUrl, { max: 1, role: null }).sql;
  account = stripe.simulator.createAccount({ type: 'custom', onboarded: true }).id;
});

afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await closeJobStage();
  await owner.end();
  await stripe.stop();
});

/** Until the query gives a row. Postgres is the only witness of what another connection does. */
async function until(found: () => Promise<readonly unknown[]>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    if ((await found()).length > 0) return;
    await sleep(50);
  }
  throw new Error('It did not happen in time');
}

async function receiveCharge(): Promise<string> {
  const { simulator } = stripe;
  const charge = simulator.createCharge({ account, amount: 50_000, currency: 'usd', availableOn: 0 });
  const [, event] =
    simulator.core.store.events
      .entries()
      .find(
        ([, { type, data }]) => type === 'charge.succeeded' && JSON.stringify(data).includes(charge.id),
      ) ?? [];
  if (event === undefined) throw new Error('The charge has no event');
  const origin = { endpointKind: 'connect', arrivedBy: 'webhook', signatureHeader: null } as const;
  await receiveStripeEvents([parseStripeEvent(JSON.stringify({ ...event, account }), origin)]);
  return event.id;
}

const processed = (stripeEventId: string) => () =>
  databaseClient()`select 1 from stripe_events where stripe_event_id = ${stripeEventId} and state = 'processed'`;

describe('workers', () => {
  it('process a received event and book its money, several beside each other', async () => {
    await Promise.all([start(), start()]);
    const stripeEventId = await receiveCharge();
    await until(processed(stripeEventId));
    await until(
      () => databaseClient()`select 1 from journal_entries where connected_account_id = ${account}`,
    );
    const booked = await databaseClient()`
      select source_id from journal_entries where source_type = 'balance_transaction' and purpose <> 'available'
        and connected_account_id = ${account} group by source_id, purpose having count(*) > 1`;
    expect([...booked]).toEqual([]);
  });

  it('say that they live, and what they have done', async () => {
    // Both are one process here and share a row: with one of them gone, the other's count is what stands in it.
    await workers.pop()?.stop();
    await until(processed(await receiveCharge()));
    await until(
      () => databaseClient()`
      select 1 from heartbeats where name like 'worker:%' and beat_at > now() - interval '10 seconds' and (detail ->> 'processed')::int >= 1`,
    );
    await start();
  });

  it('run every timed job', async () => {
    const jobs = new Set(SCHEDULE.map(({ job }) => job));
    await until(async () => {
      const done = await owner`select distinct name from pgboss.job where state = 'completed'`;
      return done.length >= jobs.size ? done : [];
    });
    const failed = await owner`select name, output from pgboss.job where state in ('failed', 'retry')`;
    expect([...failed]).toEqual([]);
  });

  it('go on when every job is lost', async () => {
    await owner`truncate pgboss.job`;
    const stripeEventId = await receiveCharge();
    await until(processed(stripeEventId));
  });

  it('see a staged job exactly when its cause was committed', async () => {
    const staged = () =>
      owner`select 1 from pgboss.job where name = 'watch-stripe-events' and singleton_key = 'mine'`;
    await expect(
      inTransaction(async (tx) => {
        await stageJob(tx, 'watch-stripe-events', {}, { key: 'mine' });
        throw new Error('the cause failed');
      }),
    ).rejects.toThrow('the cause failed');
    expect(await staged()).toHaveLength(0);
    await inTransaction((tx) => stageJob(tx, 'watch-stripe-events', {}, { key: 'mine' }));
    expect(await staged()).toHaveLength(1);
  });

  it('come back by themselves within five seconds when all their connections are cut', async () => {
    // On a machine so busy that even this takes long, so may the other.
    const askedAt = performance.now();
    await until(processed(await receiveCharge()));
    const usualMs = performance.now() - askedAt;
    await owner`select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`;
    const cutAt = performance.now();
    // The first statements may still meet the old connections; whoever delivers sends again.
    let stripeEventId: string | null = null;
    while (stripeEventId === null) stripeEventId = await receiveCharge().catch(() => null);
    const found = processed(stripeEventId);
    await until(() => found().catch(() => []));
    expect(performance.now() - cutAt - usualMs).toBeLessThan(5_000);
  });

  it('that are stopped end a long run at its next request and give it back', async () => {
    const slow = { match: { path: '/v1/*' }, fault: { kind: 'delay', ms: 2_000 }, times: null } as const;
    stripe.simulator.faults.add(slow);
    const anna: Context = {
      actor: { kind: 'operator', operatorId: 'op_anna', name: 'Anna', role: 'finance_operator' },
      requestId: 'req_1',
      now: new Date(),
    };
    const { syncRunId } = await startSyncRun(anna, { kind: 'relist-money', fromDay: '2020-01-01' });
    await until(
      () =>
        databaseClient()`select 1 from sync_runs where sync_run_id = ${syncRunId} and units_total is not null`,
    );

    await Promise.all(workers.splice(0).map((worker) => worker.stop()));

    const [run] = await owner`select state, message from sync_runs where sync_run_id = ${syncRunId}`;
    expect(run).toEqual({
      state: 'stopped',
      message: expect.stringContaining('worker was stopped') as string,
    });
    const [job] =
      await owner`select state from pgboss.job where name = 're-list' and data ->> 'syncRunId' = ${syncRunId}`;
    expect(job).toEqual({ state: 'retry' });
  });
});
