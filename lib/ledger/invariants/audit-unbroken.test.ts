import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './checked-books.fixture.ts';

let books: CheckedBooks;
beforeAll(async () => {
  books = await openCheckedBooks();
});
beforeEach(() => books.fill());
afterAll(() => books.ledger.close());

const FIRST = `(select min(audit_record_id) from audit_records)`;
const LAST = `(select max(audit_record_id) from audit_records)`;

const ATTACKS = [
  [
    'a changed row',
    `update audit_records set subject = 'other' where audit_record_id = ${FIRST}`,
    'its content is not what was recorded.',
  ],
  [
    'a row put in',
    `insert into audit_records (actor_kind, actor_id, action, subject, outcome, request_id) values ('job', 'x', 'x.y', 'forged', 'done', 'r')`,
    'no chain names this row',
  ],
  [
    'a row taken out',
    `delete from audit_records where audit_record_id = ${FIRST} + 1 or (audit_record_id = ${FIRST} and connected_account_id <> 'platform')`,
    'is gone',
  ],
  [
    'a link made anew',
    `update audit_links set hash = sha256('x') where audit_record_id = ${FIRST}`,
    'its link was not made from the row before it.',
  ],
  [
    'a tail cut',
    `delete from audit_links where audit_record_id = ${LAST}; delete from audit_records where audit_record_id = ${LAST}`,
    'the newest of its chain, is gone or another.',
  ],
] as const;

describe.each([
  ['by night, over all rows', undefined],
  ['by day, over recent rows', new Date()],
])('%s', (_run, from) => {
  it.each(ATTACKS)('%s is found', async (_name, statement, text) => {
    const [row] = await books.ledger.sql`select count(*)::int as rows from audit_records`;
    expect(row?.['rows']).toBeGreaterThan(1);
    await books.ledger.tamper(statement);
    const reports = await books.check(from);
    expect(reports.get('audit_unbroken')?.outcome).toBe('broken');
    const said = findingsOf(reports, 'audit_unbroken').map(([, sentence]) => sentence);
    expect(said.join()).toContain(text);
  });
});
