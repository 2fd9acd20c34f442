import { and, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditRecords } from '#drizzle/schema/audit.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { keyset, readPageRequest } from '../paging.ts';
import { auditConditions } from './audit-conditions.ts';
import { getAuditRecord } from './detail-queries.ts';
import { countAuditFacets, getAuditHead, listAuditRecords, TIME_KEYSET } from './queries.ts';
import { openTestRecord, type TestRecord } from './test-record.fixture.ts';
import type { AuditFilter } from './types.ts';

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

/** All pages forwards, as somebody turns them. */
async function everyPage(filter: AuditFilter): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const request = readPageRequest({ list: 'audit', filter }, { cursor, size: '25' });
    const page = await listAuditRecords(auditor, filter, request);
    expect(page.isCursorRefused).toBe(false);
    pages.push(page.rows.map(({ auditRecordId }) => auditRecordId));
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
}

it('pages hold every row once, newest first, also where many share one instant', async () => {
  const ids = (await everyPage({})).flat();
  expect(ids).toHaveLength(18 + 120);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort((one, other) => Number(other) - Number(one)));
});

it('each filter gives exactly the counted rows', async () => {
  const filters: AuditFilter[] = [
    {},
    { actorId: 'opr_many' },
    { action: 'test.record' },
    { subject: 's20' },
    { connectedAccountId: 'acct_1A' },
    { outcome: 'refused', actorKind: 'operator' },
    { recordedFrom: '2001-01-01T00:00:00Z', recordedBefore: '2001-01-02T00:00:00Z' },
  ];
  const counts = [];
  for (const filter of filters) {
    const { total } = await countAuditFacets(auditor, filter);
    expect((await everyPage(filter)).flat()).toHaveLength(total.count);
    counts.push(total.count);
  }
  expect(counts).toEqual([138, 120, 18, 1, 6, 12, 0]);
});

it('a facet says how many rows each choice would leave', async () => {
  const facets = await countAuditFacets(auditor, { outcome: 'done' });
  expect(facets.outcomes.refused.count).toBe(12);
  expect(facets.actorKinds).toMatchObject({ operator: { count: 108 }, job: { count: 18 } });
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

it('no filter reads the table without an index', async () => {
  const filters: AuditFilter[] = [
    {},
    { actorId: 'opr_many' },
    { action: 'test.none' },
    { subject: 's20' },
    { connectedAccountId: 'acct_1A' },
    { outcome: 'refused' },
    { actorKind: 'stripe_event' },
    { recordedFrom: '2001-01-01T00:00:00Z', recordedBefore: '2001-01-02T00:00:00Z' },
  ];
  // Enough rows that the planner's choice is the one of a large table.
  await db.sql`insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id)
    select 'job', 'j' || n % 50, 'a.' || n % 40, 's' || n, 'done', 'r' from generate_series(1, 10000) as n`;
  await db.sql`analyze audit_records`;
  for (const filter of filters) {
    const { where, orderBy } = keyset('descending', TIME_KEYSET, null);
    const list = database()
      .select()
      .from(auditRecords)
      .where(and(auditConditions(filter), where))
      .orderBy(...orderBy)
      .limit(26);
    const plan = await database().execute<{ 'QUERY PLAN': string }>(sql`explain ${list}`);
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).not.toContain('Seq Scan');
    // In the index's own order: nothing is collected and sorted first.
    expect(text).not.toContain('Sort');
  }
});
