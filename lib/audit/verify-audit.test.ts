import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../context.ts';
import type { ExportedHead } from './audit-source.ts';
import { storedAudit } from './stored-audit.ts';
import { openTestRecord, type TestRecord } from './test-record.fixture.ts';
import { verifyAudit, type AuditReport } from './verify-audit.ts';

const auditor: Context = {
  actor: { kind: 'operator', operatorId: 'opr_viewer', name: 'Vera', role: 'viewer' },
  requestId: 'req_1',
  now: new Date(),
};

let db: TestRecord;
beforeAll(async () => {
  db = await openTestRecord();
});
beforeEach(() => db.fill());
afterAll(() => db.close());

const verify = (exported?: ExportedHead[]): Promise<AuditReport> =>
  verifyAudit(storedAudit(auditor), exported);

async function exportedHead(): Promise<ExportedHead> {
  const { head } = await verify();
  if (head === null) throw new Error('The test needs a checkpoint.');
  return head;
}

/** A link's hash as the database makes it: what an attacker with the source code can do. */
const relink = (chain: string, from: number): string => `
  do $do$ declare link audit_links; begin
    for link in select * from audit_links where connected_account_id = '${chain}' and sequence >= ${String(from)} order by sequence loop
      update audit_links set
        digest = (select audit_record_digest(r) from audit_records r where r.audit_record_id = link.audit_record_id),
        hash = audit_link_hash((select hash from audit_links p where p.connected_account_id = '${chain}' and p.sequence = link.sequence - 1),
          '${chain}', link.sequence, link.audit_record_id,
          (select audit_record_digest(r) from audit_records r where r.audit_record_id = link.audit_record_id))
      where connected_account_id = '${chain}' and sequence = link.sequence;
    end loop;
    update audit_chains set hash = last.hash, sequence = last.sequence from (select * from audit_links
      where connected_account_id = '${chain}' order by sequence desc limit 1) as last where audit_chains.connected_account_id = '${chain}';
  end $do$`;
const ROW = (sequence: number): string =>
  `(select audit_record_id from audit_links where connected_account_id = 'platform' and sequence = ${String(sequence)})`;
const NEW_RECORD = `
  insert into audit_records (recorded_at, connected_account_id, actor_kind, actor_id, action, subject, outcome, request_id)
  values (now(), 'platform', 'job', 'x', 'test.record', 'forged', 'done', 'r')`;
const SHIFT_UP = (from: number, by: number): string => `
  update audit_links set sequence = sequence + 1000 where connected_account_id = 'platform' and sequence >= ${String(from)};
  update audit_links set sequence = sequence - 1000 + (${String(by)}) where connected_account_id = 'platform' and sequence >= 1000`;

it('holds for a record that nobody touched, and says how much was read', async () => {
  expect(await verify()).toMatchObject({ tamper: null, rows: 18, chains: 2, checkpoints: 1 });
  expect((await verify([await exportedHead()])).tamper).toBeNull();
});

it('holds for an empty record', async () => {
  await db.empty();
  expect(await verify()).toMatchObject({ tamper: null, rows: 0, head: null });
});

describe('somebody with all rights over the database', () => {
  it.each([
    [
      'edits a subject',
      `update audit_records set subject = 'other' where audit_record_id = ${ROW(4)}`,
      'edited',
      'platform row 4',
    ],
    [
      'edits a number in before',
      `update audit_records set before = '{"amount": "2.00"}' where audit_record_id = ${ROW(7)}`,
      'edited',
      'platform row 7',
    ],
    [
      'edits a time by a microsecond',
      `update audit_records set recorded_at = recorded_at + interval '1 microsecond' where audit_record_id = ${ROW(1)}`,
      'edited',
      'platform row 1',
    ],
    [
      'makes null of an after',
      `update audit_records set after = null where audit_record_id = ${ROW(12)}`,
      'edited',
      'platform row 12',
    ],
    [
      'moves a record to another account',
      `update audit_records set connected_account_id = 'acct_1A' where audit_record_id = ${ROW(5)}`,
      'edited',
      'platform row 5',
    ],
    [
      'edits a row and its digest',
      `update audit_records set subject = 'other' where audit_record_id = ${ROW(4)}; update audit_links set digest = (select audit_record_digest(r) from audit_records r where r.audit_record_id = ${ROW(4)}) where audit_record_id = ${ROW(4)}`,
      'edited',
      'platform row 4',
    ],
    [
      'edits a link',
      `update audit_links set hash = sha256('x') where connected_account_id = 'platform' and sequence = 6`,
      'edited',
      'platform row 6',
    ],
    [
      'edits the head of a chain',
      `update audit_chains set hash = sha256('x') where connected_account_id = 'platform'`,
      'edited',
      'platform row 12',
    ],
    [
      'deletes a record',
      `delete from audit_records where audit_record_id = ${ROW(3)}`,
      'deleted',
      'platform row 3',
    ],
    [
      'deletes a record with its link',
      `with gone as (delete from audit_links where connected_account_id = 'platform' and sequence = 3 returning audit_record_id) delete from audit_records using gone where audit_records.audit_record_id = gone.audit_record_id`,
      'deleted',
      'platform row 3',
    ],
    [
      'deletes the first row',
      `delete from audit_links where connected_account_id = 'platform' and sequence = 1`,
      'deleted',
      'platform row 1',
    ],
    [
      'deletes a row and closes the gap',
      `delete from audit_records where audit_record_id = ${ROW(5)}; delete from audit_links where connected_account_id = 'platform' and sequence = 5; ${SHIFT_UP(6, -1)}; update audit_chains set sequence = 11 where connected_account_id = 'platform'`,
      'deleted',
      'platform row 5',
    ],
    [
      'exchanges the contents of two rows',
      `update audit_records set subject = case subject when 'early 3' then 'early 8' else 'early 3' end, (recorded_at, request_id) = (select o.recorded_at, o.request_id from audit_records o where o.subject = case audit_records.subject when 'early 3' then 'early 8' else 'early 3' end) where subject in ('early 3', 'early 8')`,
      'reordered',
      'platform row 3',
    ],
    [
      'exchanges the records of two links',
      `update audit_links set audit_record_id = -audit_record_id where connected_account_id = 'platform' and sequence in (3, 8); update audit_links l set audit_record_id = -o.audit_record_id from audit_links o where l.sequence + o.sequence = 11 and l.connected_account_id = o.connected_account_id and l.audit_record_id < 0 and o.audit_record_id < 0`,
      'reordered',
      'platform row 3',
    ],
    [
      'exchanges two neighbours',
      `update audit_links set sequence = sequence + 1000 where connected_account_id = 'platform' and sequence in (4, 5); update audit_links set sequence = 1009 - sequence where sequence > 1000`,
      'reordered',
      'platform row 4',
    ],
    [
      'exchanges two far rows',
      `update audit_links set sequence = sequence + 1000 where connected_account_id = 'platform' and sequence in (3, 9); update audit_links set sequence = 1012 - sequence where sequence > 1000`,
      'reordered',
      'platform row 3',
    ],
    [
      'exchanges the last two',
      `update audit_links set sequence = sequence + 1000 where connected_account_id = 'platform' and sequence in (11, 12); update audit_links set sequence = 1023 - sequence where sequence > 1000`,
      'reordered',
      'platform row 11',
    ],
    ['inserts a record without a link', NEW_RECORD, 'inserted', 'record'],
    [
      'inserts a row and makes its link well',
      `${SHIFT_UP(5, 1)}; ${NEW_RECORD}; insert into audit_links select 'platform', 5, r.audit_record_id, audit_record_digest(r), audit_link_hash((select hash from audit_links where connected_account_id = 'platform' and sequence = 4), 'platform', 5, r.audit_record_id, audit_record_digest(r)) from audit_records r where subject = 'forged'; update audit_chains set sequence = 13 where connected_account_id = 'platform'`,
      'inserted',
      'platform row 5',
    ],
    [
      'inserts a row with any hash',
      `${SHIFT_UP(5, 1)}; ${NEW_RECORD}; insert into audit_links select 'platform', 5, r.audit_record_id, audit_record_digest(r), sha256('x') from audit_records r where subject = 'forged'; update audit_chains set sequence = 13 where connected_account_id = 'platform'`,
      'inserted',
      'platform row 5',
    ],
    [
      'inserts a row at the end',
      `${NEW_RECORD}; insert into audit_links select 'platform', 13, r.audit_record_id, audit_record_digest(r), audit_link_hash((select hash from audit_links where connected_account_id = 'platform' and sequence = 12), 'platform', 13, r.audit_record_id, audit_record_digest(r)) from audit_records r where subject = 'forged'`,
      'inserted',
      'platform row 13',
    ],
    [
      'cuts the tail',
      `delete from audit_records where audit_record_id = ${ROW(12)}; delete from audit_links where connected_account_id = 'platform' and sequence >= 12`,
      'tail cut',
      'platform row 12',
    ],
    [
      'cuts the tail below the checkpoint and mends the head',
      `delete from audit_records where audit_record_id in (${ROW(9)}, ${ROW(10)}, ${ROW(11)}, ${ROW(12)}); delete from audit_links where connected_account_id = 'platform' and sequence >= 9; update audit_chains set sequence = 8, hash = (select hash from audit_links where connected_account_id = 'platform' and sequence = 8) where connected_account_id = 'platform'`,
      'tail cut',
      'platform row 9',
    ],
    [
      'takes a chain away',
      `delete from audit_links where connected_account_id = 'acct_1A'; delete from audit_records where connected_account_id = 'acct_1A'; delete from audit_chains where connected_account_id = 'acct_1A'`,
      'tail cut',
      'acct_1A row 1',
    ],
    [
      'takes all rows of a chain that no checkpoint knows',
      `insert into audit_chains values ('acct_1B', 3, sha256('x'), true)`,
      'tail cut',
      'acct_1B row 1',
    ],
    [
      'edits a row and makes the chain anew',
      `update audit_records set subject = 'other' where audit_record_id = ${ROW(4)}; ${relink('platform', 4)}`,
      'rewritten',
      'platform row 10',
    ],
    [
      'edits a checkpoint',
      `update audit_checkpoints set taken_at = taken_at - interval '1 day'`,
      'edited',
      'checkpoint 1',
    ],
    [
      'edits a head that a checkpoint holds',
      `update audit_checkpoint_heads set sequence = 9 where connected_account_id = 'platform'`,
      'edited',
      'checkpoint 1',
    ],
    [
      'takes a head from a checkpoint',
      `delete from audit_checkpoint_heads where connected_account_id = 'platform'`,
      'edited',
      'checkpoint 1',
    ],
  ])('%s', async (_name, statement, kind, row) => {
    await db.tamper(statement);
    const { tamper } = await verify();
    expect(tamper).toMatchObject({ kind });
    expect(tamper?.row.startsWith(row)).toBe(true);
    expect(tamper?.text).toContain(`: ${kind}: `);
  });
});

describe('a head that was exported', () => {
  const FORGET = `delete from audit_checkpoints; delete from audit_checkpoint_heads; update audit_chains set is_ahead = true`;

  it('finds the tail cut together with the checkpoint that knew it', async () => {
    const head = await exportedHead();
    await db.tamper(
      `delete from audit_records where audit_record_id >= ${ROW(9)}; delete from audit_links where connected_account_id = 'platform' and sequence >= 9; delete from audit_links where connected_account_id = 'acct_1A'; delete from audit_chains where connected_account_id = 'acct_1A'; update audit_chains set sequence = 8, hash = (select hash from audit_links where connected_account_id = 'platform' and sequence = 8) where connected_account_id = 'platform'; ${FORGET}`,
    );
    expect((await verify()).tamper).toBeNull();
    expect((await verify([head])).tamper).toMatchObject({ kind: 'tail cut', row: 'checkpoint 1' });
  });

  it('finds a record that was written anew with its chain and its checkpoints', async () => {
    const head = await exportedHead();
    await db.tamper(
      `update audit_records set subject = 'other' where audit_record_id = ${ROW(4)}; ${relink('platform', 4)}; ${FORGET}`,
    );
    await db.sql`select take_audit_checkpoint()`;
    expect((await verify()).tamper).toBeNull();
    expect((await verify([head])).tamper).toMatchObject({ kind: 'rewritten', row: 'checkpoint 1' });
  });

  it('finds a checkpoint missing between two', async () => {
    await db.sql`select take_audit_checkpoint()`;
    await db.record('later');
    await db.sql`select take_audit_checkpoint()`;
    await db.tamper('delete from audit_checkpoints where checkpoint = 2');
    expect((await verify()).tamper).toMatchObject({ kind: 'deleted', row: 'checkpoint 2' });
  });
});

it('rows that are appended during the walk are no offence', async () => {
  const source = storedAudit(auditor);
  let appended = 0;
  const report = await verifyAudit({
    ...source,
    lines: async function* (after) {
      for await (const line of source.lines(after)) {
        await db.record(`during ${String((appended += 1))}`, appended % 2 === 0 ? 'acct_1A' : undefined);
        if (appended === 3) await db.sql`select take_audit_checkpoint()`;
        yield line;
      }
    },
  });
  expect(report.tamper).toBeNull();
  expect((await verify()).rows).toBe(18 + appended);
});
