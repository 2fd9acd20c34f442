import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase, databaseClient } from '../db/client.ts';
import { readShellStatus, readStopped } from './shell-status.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

/** Around the guards, by whoever owns the tables. */
async function tamper(statement: string): Promise<void> {
  const owner = postgres(testDatabase.ownerUrl, { max: 1 });
  await owner.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });
  await owner.end();
}

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date(),
};

it('waits for no large table, whatever a migration holds', async () => {
  await databaseClient().begin(async (held) => {
    await held`lock table connected_accounts, payouts, payout_requests in access exclusive mode`;
    expect(await readStopped(viewer)).toEqual({ killSwitches: [], dispatchLock: null });
  });
});

it('says of a lock of dispatch whether Stripe’s lists were read since, and waits no longer for that', async () => {
  await databaseClient().begin(async (held) => {
    await held`lock table connected_accounts, payouts, payout_requests, payout_accounts in access exclusive mode`;
    const stands = async () => (await readStopped(viewer)).dispatchLock;
    await tamper(`update dispatch_control set locked_at = '2026-11-23T09:30Z', locked_because = 'x'`);
    expect(await stands()).toEqual({ lockedAt: '2026-11-23T09:30:00.000Z', readWholeAt: null });
    await tamper(`update dispatch_control set read_whole_at = '2026-11-23T09:31:30Z'`);
    expect(await stands()).toEqual({
      lockedAt: '2026-11-23T09:30:00.000Z',
      readWholeAt: '2026-11-23T09:31:30.000Z',
    });
    await tamper(`update dispatch_control set locked_at = null, locked_because = null, read_whole_at = null`);
  });
  expect((await readShellStatus(viewer)).dispatchLock).toBeNull();
});

it('names as newest what has come, not what Stripe dated years ahead', async () => {
  const justNow = new Date(Math.floor(Date.now() / 1000) * 1000 - 30_000);
  const inThreeYears = new Date(justNow.getTime() + 3 * 365 * 86_400_000);
  await databaseClient()`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
    values ('evt_now', ${justNow.toISOString()}, 'acct_1', 'payout.paid', false, 'connect', 'webhook'),
           ('evt_ahead', ${inThreeYears.toISOString()}, 'acct_1', 'payout.paid', false, 'connect', 'webhook')`;
  const status = await readShellStatus(viewer);
  expect(status.newestEventAt).toBe(justNow.toISOString());
  expect(status.waitingEvents.count).toBe(2);
});
