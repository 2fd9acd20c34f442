import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { closeJobStage } from '../jobs/stage-job.ts';
import { getListExport, readExportView } from './export-queries.ts';
import { recordExportDownload } from './record-export-download.ts';
import { sweepListExports } from './sweep-list-exports.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const worker = jobContext('write-list-export');
const person = (operatorId: string): Context => ({
  actor: { kind: 'operator', operatorId, name: operatorId, role: 'viewer' },
  requestId: 'test',
  now: new Date(),
});

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await closeJobStage();
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  await sql`delete from list_exports`;
});

const asked = (listExportId: string, state: string, age: string) => sql`
  insert into list_exports (list_export_id, list, requested_by, query, zone, state, rows_expected, rows_written, created_at, expires_at)
  values (${listExportId}, 'payouts', 'anna', '{}', 'UTC', ${state}, 7, 7, now() - ${age}::interval, now() + interval '1 hour')`;

const jobs = async (): Promise<string[]> => {
  const rows = await sql<{ id: string }[]>`
    select data ->> 'listExportId' as id from pgboss.job where name = 'write-list-export' order by 1`;
  return rows.map(({ id }) => id);
};

const states = async (): Promise<Record<string, string>> => {
  const rows = await sql<
    { id: string; state: string }[]
  >`select list_export_id as id, state from list_exports`;
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
};

test('an export whose job was lost is woken once, and one that nobody could write ends and says so', async () => {
  await asked('exp_fresh', 'queued', '10 seconds');
  await asked('exp_lost', 'queued', '2 minutes');
  await asked('exp_died', 'running', '20 minutes');
  await asked('exp_done', 'done', '20 minutes');
  await asked('exp_hopeless', 'running', '4 hours');
  expect(await sweepListExports(worker, {})).toEqual({ staged: 2, failed: 1 });
  expect(await jobs()).toEqual(['exp_died', 'exp_lost']);
  expect(await states()).toEqual({
    exp_fresh: 'queued',
    exp_lost: 'queued',
    exp_died: 'running',
    exp_done: 'done',
    exp_hopeless: 'failed',
  });
  const [failed] =
    await sql`select failure, finished_at from list_exports where list_export_id = 'exp_hopeless'`;
  expect(failed?.['failure']).toMatch(/Ask for fewer rows/);
  expect(
    await sql`select 1 from audit_records where subject = 'exp_hopeless' and after ->> 'state' = 'failed'`,
  ).toHaveLength(1);
  // The same wake-ups again: each still waits, so there is nothing to add.
  await sweepListExports(worker, {});
  expect(await jobs()).toEqual(['exp_died', 'exp_lost']);
});

test('a second wake-up of a finished export writes nothing', async () => {
  await asked('exp_lost', 'queued', '2 minutes');
  await asked('exp_done', 'done', '2 minutes');
  expect(await readExportView(worker, 'exp_lost')).not.toBeNull();
  expect(await readExportView(worker, 'exp_done')).toBeNull();
});

test('taking the file is on record; somebody else’s is as unknown as none, and that attempt is on record too', async () => {
  await asked('exp_mine', 'done', '2 minutes');
  await asked('exp_running', 'running', '2 minutes');
  expect(await recordExportDownload(person('anna'), { listExportId: 'exp_mine' })).toMatchObject({
    list: 'payouts',
  });
  await expect(recordExportDownload(person('vera'), { listExportId: 'exp_mine' })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(recordExportDownload(person('anna'), { listExportId: 'exp_running' })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  await sql`update list_exports set expires_at = now() - interval '1 second'`;
  await expect(recordExportDownload(person('anna'), { listExportId: 'exp_mine' })).rejects.toMatchObject({
    code: 'not_found',
  });
  // Its page is gone with it.
  await expect(getListExport(person('anna'), 'exp_mine')).rejects.toMatchObject({ code: 'not_found' });
  const rows = await sql`
    select actor_id, action, outcome, after ->> 'code' as code, after ->> 'rows' as rows
    from audit_records where subject = 'exp_mine' order by audit_record_id`;
  expect([...rows]).toEqual([
    { actor_id: 'anna', action: 'list.export_download', outcome: 'done', code: null, rows: '7' },
    { actor_id: 'vera', action: 'lists.export', outcome: 'refused', code: 'not_found', rows: null },
    { actor_id: 'anna', action: 'lists.export', outcome: 'refused', code: 'not_found', rows: null },
  ]);
});
