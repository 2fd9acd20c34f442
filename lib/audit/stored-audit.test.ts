import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import type { ChainLine } from './audit-source.ts';
import { storedAudit } from './stored-audit.ts';
import { openTestRecord, type TestRecord } from './test-record.fixture.ts';

/** More rows of one moment than one statement reads, and one moment is what a transaction's rows have in common. */
const ROWS = 6_000;

let db: TestRecord;
beforeAll(async () => {
  db = await openTestRecord();
  await db.fill();
  await db.sql`
    insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, request_id)
    select case when n % 5 = 0 then 'acct_1A' else 'platform' end, 'job', 'test',
           (array['act.one', 'act.two', 'act.other'])[n % 3 + 1], 'row ' || n, 'done', 'req'
    from generate_series(1, ${ROWS + ROWS / 2}::int) as n`;
});
afterAll(() => db.close());

async function linesBy(lines: AsyncIterable<ChainLine>): Promise<Map<bigint, ChainLine>> {
  const found = new Map<bigint, ChainLine>();
  for await (const line of lines) {
    expect(found.has(line.auditRecordId)).toBe(false);
    found.set(line.auditRecordId, line);
  }
  return found;
}

it('the lines of some actions are those of the whole record, each once, however many statements it takes', async () => {
  const source = storedAudit(jobContext('seal-audit'));
  const wanted = ['act.one', 'act.two', 'act.of-nobody'];
  const found = await linesBy(source.linesOf(wanted));
  const all = await linesBy(source.lines());
  const expected = [...all.values()].filter(({ record }) => wanted.includes(record?.action ?? ''));
  expect(found.size).toBe(ROWS);
  expect(found.size).toBe(expected.length);
  for (const line of expected) expect(found.get(line.auditRecordId)).toEqual(line);
});

it('no action is no line', async () => {
  expect((await linesBy(storedAudit(jobContext('seal-audit')).linesOf([]))).size).toBe(0);
});
