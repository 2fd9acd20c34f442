import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { readPageRequest } from '../paging.ts';
import { hitsOf, planAuditSearch, WALK_MAX } from './audit-search.ts';
import { getAuditRecord } from './detail-queries.ts';
import {
  countAuditRecords,
  countNewerAuditRecords,
  getAuditHead,
  listAuditRecords,
  readAuditList,
} from './queries.ts';
import { openTestRecord, type TestRecord } from './test-record.fixture.ts';
import { ACTOR_KINDS, AUDIT_OUTCOMES, type AuditFilter, type AuditSort } from './types.ts';

const auditor: Context = {
  actor: { kind: 'operator', operatorId: 'opr_viewer', name: 'Vera', role: 'viewer' },
  requestId: 'req_1',
  now: new Date(),
};

let db: TestRecord;
beforeAll(async () => {
  db = await openTestRecord();
  await db.fill();
  // One statement, so one instant for all: only the id tells these rows apart.
  await db.sql`
    insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id)
    select 'operator', 'opr_many', 'test.many', 's' || n, case n % 10 when 0 then 'refused' else 'done' end, 'r'
    from generate_series(1, 120) as n`;
});
afterAll(() => db.close());

const firstPage = (filter: AuditFilter) => readPageRequest({ list: 'audit', filter }, { size: '25' });

/** All pages forwards and back again, as somebody turns them. */
async function everyPage(filter: AuditFilter, sort: AuditSort = 'newest'): Promise<string[]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const request = readPageRequest({ list: 'audit', filter }, { cursor, size: '25' });
    const page = await listAuditRecords(auditor, filter, sort, request);
    expect(page.isCursorRefused).toBe(false);
    pages.push(page.rows.map(({ auditRecordId }) => auditRecordId));
    if (page.previousCursor !== null && pages.length > 1) {
      const back = readPageRequest({ list: 'audit', filter }, { cursor: page.previousCursor, size: '25' });
      const { rows } = await listAuditRecords(auditor, filter, sort, back);
      expect(rows.map(({ auditRecordId }) => auditRecordId)).toEqual(pages.at(-2));
    }
    if (page.nextCursor === null) return pages.flat();
    cursor = page.nextCursor;
  }
}

it('pages hold every row once, in either order, also where many share one instant', async () => {
  const ids = await everyPage({});
  expect(ids).toHaveLength(18 + 120);
  expect(ids).toEqual([...new Set(ids)].sort((one, other) => Number(other) - Number(one)));
  expect(await everyPage({}, 'oldest')).toEqual(ids.toReversed());
});

it('each filter gives exactly the counted rows, and each facet what choosing it would leave', async () => {
  const filters: AuditFilter[] = [
    {},
    { actorId: 'opr_many' },
    { action: 'test.record' },
    { subject: 's20' },
    { connectedAccountId: 'acct_1A' },
    { outcome: 'refused', actorKind: 'operator' },
    { outcome: 'done', action: 'test.many', actorKind: 'operator' },
    { actorKind: 'visitor', action: 'test.record' },
    { recordedFrom: '2001-01-01T00:00:00Z', recordedBefore: '2001-01-02T00:00:00Z' },
    { recordedFrom: '2001-01-01T00:00:00Z', outcome: 'done', connectedAccountId: 'platform' },
  ];
  const counts = [];
  for (const filter of filters) {
    const list = await readAuditList(auditor, filter, 'newest', firstPage(filter));
    expect(await everyPage(filter)).toHaveLength(list.count?.count ?? -1);
    expect(await countAuditRecords(auditor, filter)).toEqual(list.count);
    counts.push(list.count?.count);
    expect(list.facets.outcome.map(({ value }) => value)).toEqual(AUDIT_OUTCOMES);
    expect(list.facets.by.map(({ value }) => value)).toEqual(ACTOR_KINDS);
    for (const { value, count } of list.facets.outcome)
      expect(await everyPage({ ...filter, outcome: value })).toHaveLength(count?.count ?? -1);
    for (const { value, count } of list.facets.by)
      expect(await everyPage({ ...filter, actorKind: value })).toHaveLength(count?.count ?? -1);
  }
  expect(counts).toEqual([138, 120, 18, 1, 6, 12, 108, 0, 0, 120]);
});

it('tells how many rows came after the newest that somebody has seen, of the filter’s own', async () => {
  const [newest = '', ...others] = await everyPage({});
  expect(await countNewerAuditRecords(auditor, {}, newest)).toBe(0);
  expect(await countNewerAuditRecords(auditor, {}, others[9] ?? '')).toBe(10);
  expect(await countNewerAuditRecords(auditor, { outcome: 'refused' }, others[9] ?? '')).toBe(1);
  expect(await countNewerAuditRecords(auditor, {}, others.at(-1) ?? '')).toBe(100);
  expect(await countNewerAuditRecords(auditor, {}, '999999999')).toBe(0);
  expect(await countNewerAuditRecords(auditor, {}, "1'")).toBe(0);
  expect(await countNewerAuditRecords(auditor, { subject: 'late 2' }, '')).toBe(1);
  expect(await countNewerAuditRecords(auditor, { subject: 'not yet' }, '')).toBe(0);
});

it('a row shows its values, its link and the checkpoint that covers it', async () => {
  const [covered, fresh] = await db.sql<{ id: string }[]>`
    select audit_record_id::text as id from audit_records where subject in ('early 2', 'late 2') order by subject`;
  const row = await getAuditRecord(auditor, covered?.id ?? '');
  expect(row).toMatchObject({ subject: 'early 2', checkpoint: '1', link: { sequence: '2' } });
  expect(row.link?.previousHash).toMatch(/^[0-9a-f]{64}$/);
  expect(row.after).toMatchObject({ amount: '12345678901234' });
  expect(await getAuditRecord(auditor, fresh?.id ?? '')).toMatchObject({ checkpoint: null });
  expect(await getAuditHead(auditor)).toMatchObject({ checkpoint: '1' });
});

it.each(['999999', '0', '-1', "1'", 'x', '99999999999999999999'])('%j is no row', async (id) => {
  await expect(getAuditRecord(auditor, id)).rejects.toMatchObject({ code: 'not_found' });
});

/** Enough rows that the planner's choice is the one of a large table, and that not all of them may be walked. */
async function fillPastTheWalk(): Promise<void> {
  await db.sql`alter table audit_records disable trigger user`;
  await db.sql`
    insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, request_id)
    select '2026-01-01'::timestamptz + n * interval '1 second', case when n % 2 = 0 then 'job' else 'operator' end,
           case when n % 2 = 0 then 'a-job' else 'opr_one' end, case when n % 2 = 0 then 'job.did' else 'person.did' end,
           's' || n, 'done', 'r'
    from generate_series(1, ${4 * WALK_MAX}::int) as n`;
  await db.sql`
    insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, request_id)
    values ('2025-01-01', 'operator', 'opr_one', 'person.did', 'older than the walk', 'refused', 'r')`;
  await db.sql`alter table audit_records enable trigger user`;
  await db.sql`analyze audit_records`;
}

it('no filter reads the table without an index, and what lies too far apart is refused in time', async () => {
  await fillPastTheWalk();
  const filters: AuditFilter[] = [
    {},
    { actorId: 'opr_many' },
    { action: 'test.none' },
    { subject: 's20' },
    { connectedAccountId: 'acct_1A' },
    { outcome: 'refused' },
    { outcome: 'done' },
    { actorKind: 'stripe_event' },
    { actorKind: 'job', action: 'job.did', outcome: 'done' },
    { recordedFrom: '2001-01-01T00:00:00Z', recordedBefore: '2001-01-02T00:00:00Z' },
  ];
  for (const filter of filters) {
    const { hits } = hitsOf(await planAuditSearch(filter), 'newest', null, 26);
    const plan = await database().execute<{ 'QUERY PLAN': string }>(sql`explain ${hits}`);
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text, JSON.stringify(filter)).not.toMatch(/Seq Scan on audit_records/);
    // In the index's own order: nothing is collected and sorted first.
    expect(text, JSON.stringify(filter)).not.toContain('Sort');
  }
  // Two conditions with 40,000 rows each and not one in common: only reading all of them would tell.
  const apart: AuditFilter = { action: 'job.did', actorKind: 'operator' };
  await expect(readAuditList(auditor, apart, 'newest', firstPage(apart))).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  expect(await countAuditRecords(auditor, apart)).toBeNull();
  const { facets } = await readAuditList(
    auditor,
    { action: 'job.did' },
    'newest',
    firstPage({ action: 'job.did' }),
  );
  const shown = Object.fromEntries(facets.by.map(({ value, count }) => [value, count]));
  expect(shown).toMatchObject({ job: { isCapped: true }, operator: null, visitor: { count: 0 } });
  // Nor of two with an order of their own: what the first leads to has nothing of the second.
  expect(await countAuditRecords(auditor, { actorId: 'opr_one', action: 'job.did' })).toBeNull();
  for (const [actorId, count] of [
    ['a-job', 1],
    ['opr_one', 0],
  ] as const) {
    const one: AuditFilter = { subject: 's20', actorId };
    const found = await readAuditList(auditor, one, 'newest', firstPage(one));
    expect(found.count).toEqual({ count, isCapped: false });
    expect(found.facets.by.find(({ value }) => value === 'job')?.count).toEqual({ count, isCapped: false });
  }
  // What was refused has so few rows that they lead themselves, past what is walked behind a person.
  const people: AuditFilter = { actorKind: 'operator' };
  const [refused] = await db.sql<{ count: number }[]>`
    select count(*)::int as count from audit_records where outcome = 'refused' and actor_kind = 'operator'`;
  const { outcome } = (await readAuditList(auditor, people, 'newest', firstPage(people))).facets;
  expect(outcome.find(({ value }) => value === 'refused')?.count?.count).toBe(refused?.count);
  // A day of it can be answered, exactly.
  const aDay = { ...apart, recordedFrom: '2026-01-01T01:00:00Z', recordedBefore: '2026-01-01T02:00:00Z' };
  expect(await countAuditRecords(auditor, aDay)).toEqual({ count: 0, isCapped: false });
});
