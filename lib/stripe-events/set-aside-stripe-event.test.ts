import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase } from '../db/client.ts';
import { checkInvariants } from '../ledger/check-invariants.ts';
import { readShellStatus } from '../overview/shell-status.ts';
import { parseStripeEvent } from './parse-stripe-event.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { setAsideStripeEvent } from './set-aside-stripe-event.ts';
import { storeStripeEvents } from './store-stripe-events.ts';
import { getStripeEventTrace } from './trace-queries.ts';

let testDatabase: TestDatabase;
let owner: ReturnType<typeof openDatabase>['sql'];
let serial = 0;
let stripeEventId: string;

const job = jobContext('process-stripe-events');
const operator = (role: 'finance_operator' | 'viewer'): Context => ({
  actor: { kind: 'operator', operatorId: 'op_anna', name: 'Anna', role },
  requestId: 'req_1',
  now: new Date(),
});
const anna = operator('finance_operator');
const REASON = 'Stripe sent it without an object; support says it was a test of theirs.';

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

/** A validly signed event of a handled type whose object has no id: it fails, and a replay would fail again. */
beforeEach(async () => {
  serial += 1;
  stripeEventId = `evt_poison${String(serial)}`;
  const body = JSON.stringify({
    id: stripeEventId,
    object: 'event',
    type: 'payout.paid',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    account: 'acct_a',
    data: { object: { object: 'payout' } },
  });
  const origin = { endpointKind: 'connect', arrivedBy: 'webhook', signatureHeader: 't=1,v1=ab' } as const;
  await storeStripeEvents([parseStripeEvent(body, origin)]);
  expect(await processStripeEvents(job, { runRefresh: () => Promise.resolve() })).toMatchObject({
    failed: 1,
  });
});

const openAlarms = async () => [
  ...(await databaseClient()`select subject from alarms where kind = 'stripe_event_failed' and closed_at is null`),
];

async function failedOnScreen(): Promise<number> {
  return (await readShellStatus({ ...anna, actor: anna.actor })).failedEvents.count;
}

async function brokenBy(): Promise<string[]> {
  const reports = await checkInvariants(jobContext('check-invariants'), { from: null });
  const report = reports.find(({ invariant }) => invariant === 'events_processed');
  return (report?.findings ?? []).map(({ id }) => id);
}

describe('a failed event that nothing can process', () => {
  it('stops asking once a person has set it aside, with the reason on record and its error kept', async () => {
    expect(await brokenBy()).toContain(stripeEventId);
    expect(await openAlarms()).toContainEqual({ subject: stripeEventId });
    const before = await failedOnScreen();

    await setAsideStripeEvent(anna, { stripeEventId, attemptsSeen: 1, reason: REASON });

    expect(await failedOnScreen()).toBe(before - 1);
    expect(await brokenBy()).not.toContain(stripeEventId);
    expect(await openAlarms()).not.toContainEqual({ subject: stripeEventId });
    const trace = await getStripeEventTrace(anna, stripeEventId);
    expect(trace).toMatchObject({
      state: 'ignored',
      setAside: { by: 'Anna Lindqvist', reason: REASON },
      isBodyStored: true,
    });
    expect(trace.lastError).toContain('without data.object.id');
    const [record] = await databaseClient()`
      select actor_id, outcome, before ->> 'state' as before, after ->> 'reason' as reason from audit_records
      where action = 'stripe_event.set_aside' and subject = ${stripeEventId}`;
    expect(record).toEqual({ actor_id: 'op_anna', outcome: 'done', before: 'failed', reason: REASON });
    expect(await processStripeEvents(job, { runRefresh: () => Promise.resolve() })).toMatchObject({
      claimed: 0,
    });
  });

  it('still counts as held where it was counted before', async () => {
    await databaseClient()`
      insert into completeness_counters (connected_account_id, object, day, listed, stored, arrived_by_webhook, checked_at)
      select 'acct_a', 'event', (now() at time zone 'UTC')::date, count(*), count(*), count(*), now() from stripe_events
      on conflict (connected_account_id, object, day) do update set listed = excluded.listed, stored = excluded.stored`;
    await setAsideStripeEvent(anna, { stripeEventId, attemptsSeen: 1, reason: REASON });
    expect((await brokenBy()).filter((id) => id.startsWith('acct_a event'))).toEqual([]);
  });

  it.each([
    ['without a reason', { reason: '        ' }, anna, 'invalid_input'],
    ['with a reason that says nothing', { reason: 'ok' }, anna, 'invalid_input'],
    ['by who may only look', {}, operator('viewer'), 'forbidden'],
    ['when it was tried again meanwhile', { attemptsSeen: 0 }, anna, 'conflict'],
    ['when there is no such event', { stripeEventId: 'evt_nobody' }, anna, 'conflict'],
  ] as const)('is not set aside %s', async (_how, changes, ctx, code) => {
    const asked = { stripeEventId, attemptsSeen: 1, reason: REASON, ...changes };
    await expect(setAsideStripeEvent(ctx, asked)).rejects.toMatchObject({ code });
    expect((await getStripeEventTrace(anna, stripeEventId)).state).toBe('failed');
  });

  it('is set aside once, and never when it is well', async () => {
    await setAsideStripeEvent(anna, { stripeEventId, attemptsSeen: 1, reason: REASON });
    await expect(
      setAsideStripeEvent(anna, { stripeEventId, attemptsSeen: 1, reason: REASON }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await owner`update stripe_events set state = 'processed' where stripe_event_id = ${stripeEventId}`;
    await expect(
      setAsideStripeEvent(anna, { stripeEventId, attemptsSeen: 1, reason: REASON }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
