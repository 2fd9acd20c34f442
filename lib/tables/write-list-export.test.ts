import { gunzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { closeJobStage } from '../jobs/stage-job.ts';
import { JOURNAL_ENTRY_TABLE } from '../ledger/journal-entry-table.ts';
import { REQUEST_TABLE } from '../payouts/queue/request-table.ts';
import { insertPayoutRequest } from '../payouts/requests/test-request.fixture.ts';
import { EVENT_TABLE } from '../stripe-events/event-table.ts';
import { getListExport, readExportFile } from './export-queries.ts';
import { EXPORTED_LISTS, type ExportedList } from './exported-lists.ts';
import { requestListExport } from './request-list-export.ts';
import { stopListExport } from './stop-list-export.ts';
import { writeListExport } from './write-list-export.ts';

/** Some megabytes of CSV, so that a file has several parts. */
const AUDIT_ROWS = 3_000;

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const worker = jobContext('write-list-export');
const { signal } = new AbortController();
const person = (operatorId: string): Context => ({
  actor: { kind: 'operator', operatorId, name: operatorId, role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T12:00:00Z'),
});
const anna = person('anna');

/** A view of each list. One that is added to the registry needs one here. */
const VIEWS: Record<ExportedList, { filter: Record<string, unknown>; columns: string[] }> = {
  anomalies: { filter: {}, columns: ['account', 'cause', 'exposure'] },
  audit: { filter: { actorId: 'many' }, columns: ['action', 'changes', 'when'] },
  'connected-accounts': { filter: {}, columns: ['name', 'account'] },
  events: { filter: {}, columns: [...EVENT_TABLE.columns.map(({ id }) => id)] },
  'journal-entries': { filter: {}, columns: [...JOURNAL_ENTRY_TABLE.columns.map(({ id }) => id)] },
  payout_requests: { filter: {}, columns: [...REQUEST_TABLE.columns.map(({ id }) => id)] },
  payouts: { filter: {}, columns: ['account', 'amount', 'payout'] },
};
const viewOf = (list: ExportedList) => ({
  ...VIEWS[list],
  sort: 'newest',
  query: 'what was typed',
  zone: 'Europe/Berlin',
  madeBy: 'Anna',
});

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled,
      payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    values ('acct_1', false, 'v1', 'Shop', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', '2026-01-01', now())`;
  await sql`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
                         is_automatic, arrives_on, metadata, read_at)
    values ('po_1', 'acct_1', false, '2026-11-20', 1234, 'kwd', 'paid', 'standard', true, '2026-11-20', '{}', now())`;
  await insertPayoutRequest(sql);
  await sql`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, object_id, object_type, state)
    values ('evt_1', '2026-11-20', 'acct_1', 'payout.paid', false, 'connect', 'webhook', 'po_1', 'payout', 'processed')`;
  await sql`
    insert into risk_flags (risk_flag_id, connected_account_id, currency, opened_at, state, cause, action, score, exposure,
      risk_assessment_id, decided_at, due_at)
    values ('rfl_1', 'acct_1', 'kwd', '2026-11-20', 'open', 'seller', 'flag', 0.5, 1234, 'ras_1', '2026-11-20', '2026-11-23')`;
  await sql`
    insert into audit_records (actor_kind, actor_id, action, subject, outcome, after, request_id)
    select 'job', 'many', 'test.record', 's' || n, 'done', jsonb_build_object('text', repeat(md5(n::text), 30)), 'r'
    from generate_series(1, ${AUDIT_ROWS}::int) as n`;
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

const ask = (listExportId: string, list: ExportedList, rows = { count: 50_001, isCapped: false }) =>
  requestListExport(anna, { listExportId, list, view: viewOf(list), rows });

async function streamed(list: ExportedList): Promise<string> {
  let text = '';
  for await (const piece of EXPORTED_LISTS[list].open(viewOf(list)).pieces(anna)) text += piece.text;
  return text;
}

async function fileOf(listExportId: string): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of readExportFile(anna, listExportId)) pieces.push(piece);
  return gunzipSync(Buffer.concat(pieces)).toString('utf8');
}

/** All but when it was read. */
const dataOf = (text: string): string[] =>
  text.split('\r\n').filter((line) => !line.startsWith('# Read') && !line.startsWith('# Times'));

const partsOf = async (listExportId: string): Promise<number> =>
  (await sql`select 1 from list_export_parts where list_export_id = ${listExportId}`).length;

it.each(Object.keys(EXPORTED_LISTS) as ExportedList[])(
  '%s: the worker writes that list, row for row what is streamed',
  async (list) => {
    expect(await ask('exp_1', list)).toBe('exp_1');
    await writeListExport(worker, 'exp_1', signal);
    const found = await getListExport(anna, 'exp_1');
    const { sort, columns } = viewOf(list);
    expect(found).toMatchObject({ list, state: 'done', query: 'what was typed', sort, columns });
    // Entries come from balance transactions; their own test books some.
    expect(found.rowsWritten).toBeGreaterThanOrEqual(list === 'journal-entries' ? 0 : 1);
    // Of a count that was capped or of yesterday the worker makes the true one.
    expect(found.rowsExpected).toBe(found.rowsWritten);
    const rows = dataOf(await fileOf('exp_1'));
    expect(rows).toEqual(dataOf(await streamed(list)));
    expect(rows.length).toBeGreaterThan(found.rowsWritten);
  },
);

it('fifty thousand rows are streamed, one more or nobody knows how many is a job; each is on record', async () => {
  expect(await ask('exp_short', 'audit', { count: 50_000, isCapped: false })).toBeNull();
  expect(await ask('exp_long', 'audit')).toBe('exp_long');
  expect(await ask('exp_unknown', 'audit', { count: 10_000, isCapped: true })).toBe('exp_unknown');
  const jobs =
    await sql`select data ->> 'listExportId' as id from pgboss.job where name = 'write-list-export'`;
  expect(jobs.map(({ id }) => String(id))).toEqual(expect.arrayContaining(['exp_long', 'exp_unknown']));
  expect(jobs.map(({ id }) => String(id))).not.toContain('exp_short');
  const rows = await sql`
    select after from audit_records where action = 'list.export' and subject = 'audit' order by audit_record_id desc limit 3`;
  expect(rows.map(({ after }) => after as unknown)).toEqual([
    { filter: 'what was typed', rowsAtLeast: 10_000, listExportId: 'exp_unknown' },
    { filter: 'what was typed', rows: 50_001, listExportId: 'exp_long' },
    { filter: 'what was typed', rows: 50_000 },
  ]);
});

it('a view that the list has not is refused before anything is stored', async () => {
  const view = { ...viewOf('audit'), columns: ['password'] };
  const rows = { count: 99_999, isCapped: false };
  await expect(
    requestListExport(anna, { listExportId: 'exp_x', list: 'audit', view, rows }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await sql`select 1 from list_exports`).toHaveLength(0);
});

it('a list of an older version ends with a reason and does not come back', async () => {
  await sql`insert into list_exports (list_export_id, list, requested_by, query, zone, state, rows_expected, expires_at)
    values ('exp_old', 'constructor', 'anna', '{}', 'UTC', 'queued', 1, now() + interval '1 hour')`;
  await writeListExport(worker, 'exp_old', signal);
  expect(await getListExport(anna, 'exp_old')).toMatchObject({ state: 'failed' });
});

it('stopped half-way, the worker ends at the next part and nothing of the file is left', async () => {
  await ask('exp_1', 'audit');
  // Exactly between the first part and the second.
  await sql.unsafe(`
    create function stop_it() returns trigger language plpgsql as $$ begin
      update list_exports set state = 'stopped' where list_export_id = new.list_export_id;
      delete from list_export_parts where list_export_id = new.list_export_id;
      return null; end $$;
    alter function stop_it() security definer;
    create trigger stop_it after insert on list_export_parts for each row execute function stop_it()`);
  await writeListExport(worker, 'exp_1', signal);
  await sql.unsafe('drop function stop_it cascade');
  const found = await getListExport(anna, 'exp_1');
  expect(found.state).toBe('stopped');
  expect(found.rowsWritten).toBeLessThan(AUDIT_ROWS);
  expect(await partsOf('exp_1')).toBe(0);
  // A second wake-up finds nothing to do.
  await writeListExport(worker, 'exp_1', signal);
  expect((await getListExport(anna, 'exp_1')).state).toBe('stopped');
});

it('only who asked may stop it, once, while it is not finished; that is on record', async () => {
  await ask('exp_1', 'payouts');
  await sql`update list_exports set state = 'running', rows_written = 7`;
  await sql`insert into list_export_parts (list_export_id, part, body) values ('exp_1', 0, 'x')`;
  await expect(stopListExport(person('vera'), { listExportId: 'exp_1' })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await partsOf('exp_1')).toBe(1);
  await stopListExport(anna, { listExportId: 'exp_1' });
  expect(await partsOf('exp_1')).toBe(0);
  await expect(stopListExport(anna, { listExportId: 'exp_1' })).rejects.toMatchObject({ code: 'conflict' });
  const [row] = await sql`
    select actor_id, before, after from audit_records where action = 'list.export_stopped' and subject = 'exp_1'`;
  expect(row).toEqual({
    actor_id: 'anna',
    before: { state: 'running', rows: 7 },
    after: { state: 'stopped', list: 'payouts' },
  });
});
