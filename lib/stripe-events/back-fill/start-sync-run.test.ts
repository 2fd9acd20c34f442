import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../../context.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from '../../db/client.ts';
import { JOB_PAYLOADS } from '../../jobs/payloads.ts';
import { closeJobStage } from '../../jobs/stage-job.ts';
import { startSyncRun } from './start-sync-run.ts';
import { utcDay } from './sync-window.ts';

let testDatabase: TestDatabase;
let owner: Sql;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});
afterAll(async () => {
  await closeJobStage();
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

const as = (role: 'finance_operator' | 'viewer'): Context => ({
  actor: { kind: 'operator', operatorId: 'op_anna', name: 'Anna', role },
  requestId: 'req_1',
  now: new Date(),
});
const anna = as('finance_operator');
const today = utcDay(anna.now);

describe('a person who lists again from a day', () => {
  it('gets a run with the day on record, and a job of a queue of its own that knows the day', async () => {
    const { syncRunId } = await startSyncRun(anna, { kind: 'relist', fromDay: today });

    const [run] = await databaseClient()`
      select kind, scope, from_day::text as day, requested_by from sync_runs where sync_run_id = ${syncRunId}`;
    expect(run).toEqual({ kind: 'relist', scope: 'all', day: today, requested_by: 'op_anna' });
    const [staged] = await owner<{ data: unknown }[]>`select data from pgboss.job where name = 're-list'`;
    expect(JOB_PAYLOADS['re-list'].parse(staged?.data)).toEqual({
      kind: 'relist',
      fromDay: today,
      syncRunId,
    });
    const [record] = await databaseClient()`select after from audit_records where subject = ${syncRunId}`;
    expect(record?.['after']).toMatchObject({ kind: 'relist', fromDay: today });
  });

  it('is refused a second one while the first lives, and may look at money beside it', async () => {
    await expect(startSyncRun(anna, { kind: 'relist', fromDay: today })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(startSyncRun(anna, { kind: 'relist-money', fromDay: '2020-01-01' })).resolves.toBeDefined();
  });

  it('is told when the day cannot be, and nothing begins', async () => {
    const before = await databaseClient()`select 1 from sync_runs`;
    await expect(startSyncRun(anna, { kind: 'relist', fromDay: '2020-01-01' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('30 days') as string,
    });
    expect(await databaseClient()`select 1 from sync_runs`).toHaveLength(before.length);
  });

  it('needs the permission', async () => {
    await expect(startSyncRun(as('viewer'), { kind: 'relist', fromDay: today })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('the time limit of long jobs', () => {
  it('is a day, also in a queue that an older version made', async () => {
    const [queue] = await owner<{ expire: number }[]>`
      select expire_seconds as expire from pgboss.queue where name = 'back-fill'`;
    expect(queue?.expire).toBe(86_400);
    await owner`update pgboss.queue set expire_seconds = 1800 where name = 'back-fill'`;
    await closeJobStage();
    await startSyncRun(anna, { kind: 'back-fill' });
    const [mended] = await owner<{ expire: number }[]>`
      select expire_seconds as expire from pgboss.queue where name = 'back-fill'`;
    expect(mended?.expire).toBe(86_400);
  });
});
