import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from '../db/client.ts';
import { checkInvariants } from '../ledger/check-invariants.ts';
import { readMetrics } from '../overview/metrics.ts';
import { readShellStatus } from '../overview/shell-status.ts';
import { stalenessOf } from '../overview/staleness.ts';
import { claimStripeEvents } from './claim-stripe-events.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { replayStripeEvent } from './replay-stripe-event.ts';
import { settleStripeEvents } from './settle-stripe-events.ts';
import { storeStripeEvents } from './store-stripe-events.ts';
import { getStripeEventTrace } from './trace-queries.ts';
import { watchStripeEvents } from './watch-stripe-events.ts';

let testDatabase: TestDatabase;
let owner: Sql;
let serial = 0;
let stripeEventId: string;

const job = jobContext('process-stripe-events');
const anna: Context = {
  actor: { kind: 'operator', operatorId: 'op_anna', name: 'Anna', role: 'finance_operator' },
  requestId: 'req_1',
  now: new Date(),
};

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
  await owner`insert into operators (operator_id, email, name, role) values ('op_anna', 'anna@example.com', 'Anna Lindqvist', 'finance_operator')`;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

/** An event that arrived three days ago and was processed within seconds. */
beforeEach(async () => {
  serial += 1;
  stripeEventId = `evt_${String(serial)}`;
  await storeStripeEvents([
    {
      stripeEventId,
      occurredAtSeconds: 1_790_000_000 + serial,
      connectedAccountId: 'acct_a',
      type: 'charge.succeeded',
      livemode: false,
      apiVersion: null,
      endpointKind: 'connect',
      arrivedBy: 'webhook',
      objectType: 'charge',
      objectId: 'ch_1',
      body: JSON.stringify({ id: stripeEventId, data: { object: { id: 'ch_1', object: 'charge' } } }),
      signatureHeader: null,
    },
  ]);
  await processAll();
  await owner`update stripe_events set received_at = now() - interval '3 days', processed_at = now() - interval '3 days' + interval '2 seconds'`;
});

const processAll = () => processStripeEvents(job, { runRefresh: () => Promise.resolve() });

async function replay(): Promise<void> {
  const { state, attempts } = await getStripeEventTrace(anna, stripeEventId);
  await replayStripeEvent(anna, { stripeEventId, seen: { state, attempts }, previewHash: 'a'.repeat(64) });
}

describe('a replayed event', () => {
  it('is no old event: lag, banner, metric, alarm and promise count from its replay', async () => {
    await replay();

    const status = await readShellStatus(anna);
    expect(status.waitingEvents.count).toBe(1);
    expect(status.secondsBehind).toBeLessThan(60);
    expect(stalenessOf({ ...status, workerSeenAt: status.readAt })).toBeNull();
    const lag = (await readMetrics(anna)).find(({ name }) => name === 'sluice_stripe_event_lag_seconds');
    expect(lag?.samples[0]?.value).toBeLessThan(60);
    expect((await watchStripeEvents(job, {})).lagSeconds).toBeLessThan(60);
    expect(await findings()).toEqual([]);
    await processAll();
  });

  it('is late when nobody takes it up after that', async () => {
    await replay();
    await owner`update stripe_events set replayed_at = now() - interval '1 hour' where stripe_event_id = ${stripeEventId}`;

    expect((await readShellStatus(anna)).secondsBehind).toBeGreaterThanOrEqual(3_600);
    expect((await watchStripeEvents(job, {})).lagSeconds).toBeGreaterThanOrEqual(3_600);
    const [finding] = await findings();
    expect(finding?.text).toMatch(/was replayed at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ and is not processed/);
    await processAll();
  });

  it('keeps its first processing, and says who opened it again and when', async () => {
    const first = (await getStripeEventTrace(anna, stripeEventId)).processedAt;
    await replay();
    const waiting = await getStripeEventTrace(anna, stripeEventId);
    expect(waiting).toMatchObject({ state: 'received', processedAt: null, firstProcessedAt: first });
    await processAll();
    await replay();
    await processAll();

    const trace = await getStripeEventTrace(anna, stripeEventId);
    expect(trace.firstProcessedAt).toEqual(first);
    expect(trace.processedAt?.getTime()).toBeGreaterThan(first?.getTime() ?? Infinity);
    expect(trace.replays.map(({ by }) => by)).toEqual(['Anna Lindqvist', 'Anna Lindqvist']);
    expect(trace.replays[0]?.previous).toEqual({ state: 'processed', at: first });
    expect(trace.replays[1]?.at.getTime()).toBeGreaterThanOrEqual(trace.replays[0]?.at.getTime() ?? Infinity);
  });

  it('takes no verdict of a claim from before the replay', async () => {
    await set(`state = 'received', attempts = 0, next_attempt_at = now()`);
    const [stale] = await claimStripeEvents(job, { limit: 1 });
    if (stale === undefined) throw new Error('nothing was claimed');
    await replay();
    const [fresh] = await claimStripeEvents(job, { limit: 1 });
    expect(fresh?.stripeEventId).toBe(stripeEventId);
    await settleStripeEvents(job, [{ ...stale, outcome: 'failed', error: 'too late' }]);
    expect((await getStripeEventTrace(anna, stripeEventId)).state).toBe('received');
    await set('next_attempt_at = now()');
    await processAll();
  });

  it('gets all its attempts again', async () => {
    await set(`state = 'failed', attempts = 8, last_error = 'no'`);
    await replay();
    await processStripeEvents(job, { runRefresh: () => Promise.reject(new Error('no')) });
    expect(await getStripeEventTrace(anna, stripeEventId)).toMatchObject({ state: 'received', attempts: 9 });
    await set('next_attempt_at = now()');
    await processAll();
  });
});

const set = (assignments: string) =>
  owner.unsafe(`update stripe_events set ${assignments} where stripe_event_id = '${stripeEventId}'`);

async function findings() {
  await checkInvariants(jobContext('check-invariants'), { from: null });
  const [row] = await databaseClient()<{ findings: { id: string; text: string }[] }[]>`
    select findings from invariant_results where invariant = 'events_processed' order by ran_at desc limit 1`;
  return row?.findings ?? [];
}
