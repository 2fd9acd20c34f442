import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase } from '../db/client.ts';
import { readNeedFacts } from '../overview/queries.ts';
import { readReadiness } from '../overview/readiness.ts';
import { readShellStatus } from '../overview/shell-status.ts';
import { claimStripeEvents } from './claim-stripe-events.ts';
import { settleStripeEvents, type StripeEventVerdict } from './settle-stripe-events.ts';
import { watchStripeEvents } from './watch-stripe-events.ts';

let testDatabase: TestDatabase;
let owner: ReturnType<typeof openDatabase>['sql'];
const shared = globalThis as { sluiceReadiness?: unknown };

const job = jobContext('process-stripe-events');
const vera: Context = {
  actor: { kind: 'operator', operatorId: 'op_vera', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date(),
};

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

/** One event of half an hour ago that nobody has looked at, and a worker that lives. */
beforeEach(async () => {
  const sql = databaseClient();
  await owner`update stripe_events set state = 'processed', processed_at = now() where state = 'received'`;
  await sql`insert into heartbeats (name, beat_at, detail) values ('worker:test', now(), '{}')
    on conflict (name) do update set beat_at = now()`;
  await sql`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by,
      received_at, next_attempt_at)
    values ('evt_old' || gen_random_uuid(), now(), 'acct_1', 'payout.paid', false, 'connect', 'webhook',
      now() - interval '30 minutes', now() - interval '30 minutes')`;
});

async function attempt(outcome: StripeEventVerdict['outcome']): Promise<void> {
  await owner`update stripe_events set next_attempt_at = now() where state = 'received'`;
  const [claimed] = await claimStripeEvents(job, { limit: 1 });
  if (claimed === undefined) throw new Error('nothing was due');
  await settleStripeEvents(job, [{ ...claimed, outcome, error: 'no', riskFacts: [] }]);
}

/** What the header, the alarm and the health check say of the same moment. */
async function said() {
  delete shared.sluiceReadiness;
  const [{ secondsBehind, stale }, { lagSeconds }, { checks }] = [
    await readShellStatus({ ...vera, now: new Date() }),
    await watchStripeEvents(job, {}),
    await readReadiness(),
  ];
  const alarms =
    await databaseClient()`select from alarms where kind = 'stripe_event_lag' and closed_at is null`;
  return {
    secondsBehind,
    lagSeconds,
    isStale: stale !== null,
    alarms: alarms.length,
    health: checks.events.status,
  };
}

const LATE = { isStale: true, alarms: 1, health: 'warning' };
const WELL = { secondsBehind: 0, lagSeconds: 0, isStale: false, alarms: 0, health: 'ok' };

describe('whether an event waits is said alike everywhere', () => {
  it('one that nobody takes waits', async () => {
    const now = await said();
    expect(now).toMatchObject(LATE);
    expect(now.secondsBehind).toBeGreaterThanOrEqual(1_800);
    expect(now.lagSeconds).toBeGreaterThanOrEqual(1_800);
  });

  it('one that failed by itself and is tried again does not, and is told as that', async () => {
    await said();
    await attempt('retry');
    expect(await said()).toEqual(WELL);
    await attempt('retry');
    expect(await said()).toEqual(WELL);
    const { retryingEvents } = await readShellStatus(vera);
    expect(retryingEvents.count).toBe(1);
    expect(Date.parse(retryingEvents.nextAt ?? '')).toBeGreaterThan(Date.now());
  });

  it('one whose next attempt nobody begins waits since it was due', async () => {
    await attempt('retry');
    await owner`update stripe_events set next_attempt_at = now() - interval '400 seconds' where state = 'received'`;
    const now = await said();
    expect(now).toMatchObject(LATE);
    expect(now.secondsBehind).toBeLessThan(500);
    expect(now.lagSeconds).toBeLessThan(500);
  });

  it('one that waits for Stripe to come back waits, also while it is being tried', async () => {
    await attempt('outage');
    expect(await said()).toMatchObject(LATE);
    await owner`update stripe_events set next_attempt_at = now() where state = 'received'`;
    await claimStripeEvents(job, { limit: 1 });
    expect(await said()).toMatchObject(LATE);
    expect((await readShellStatus(vera)).retryingEvents.count).toBe(0);
  });

  it('one that was given up at once was tried once', async () => {
    await attempt('failed');
    expect((await readNeedFacts(vera, await readShellStatus(vera))).failedEvents).toMatchObject({
      count: 1,
      attempts: [1, 1],
    });
    await owner`update stripe_events set state = 'processed' where state = 'failed'`;
  });
});
