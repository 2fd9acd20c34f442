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

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date(),
};

it('waits for no large table, whatever a migration holds', async () => {
  await databaseClient().begin(async (held) => {
    await held`lock table connected_accounts, payouts, payout_requests in access exclusive mode`;
    expect(await readStopped(viewer)).toEqual({ killSwitches: [], dispatchLockedAt: null });
  });
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
