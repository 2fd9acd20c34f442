import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../db/transaction.ts';
import { openTestLedger, type TestLedger } from '../ledger/test-ledger.fixture.ts';
import { recordAudit } from './record-audit.ts';

let ledger: TestLedger;
let app: postgres.Sql;
beforeAll(async () => {
  ledger = await openTestLedger();
  app = postgres(ledger.url, { max: 2, onnotice: () => undefined, connection: { role: 'sluice_app' } });
});
afterAll(async () => {
  await app.end({ timeout: 5 });
  await ledger.close();
});

const record = (subject: string, connectedAccountId?: string): Promise<void> =>
  inTransaction((tx) => recordAudit(tx, ledger.ctx, { action: 'test.record', subject, connectedAccountId }));

async function chains(): Promise<string[]> {
  const rows = await ledger.sql<{ text: string }[]>`
    select link.connected_account_id || ' ' || sequence || ' ' || subject as text
    from audit_links as link join audit_records using (audit_record_id) order by link.connected_account_id, sequence`;
  return rows.map(({ text }) => text);
}

it('each connected account has a chain of its own, without a gap, whatever rolls back', async () => {
  await record('one');
  await record('first', 'acct_1A');
  await expect(
    inTransaction(async (tx) => {
      await recordAudit(tx, ledger.ctx, { action: 'test.record', subject: 'rolled back' });
      throw new Error('rolled back by the test');
    }),
  ).rejects.toThrow('rolled back');
  await inTransaction(async (tx) => {
    await recordAudit(tx, ledger.ctx, { action: 'test.record', subject: 'two' });
    await tx.transaction((inner) =>
      recordAudit(inner, ledger.ctx, {
        action: 'test.record',
        subject: 'second',
        connectedAccountId: 'acct_1A',
      }),
    );
    await recordAudit(tx, ledger.ctx, { action: 'test.record', subject: 'three' });
  });
  expect(await chains()).toEqual([
    'acct_1A 1 first',
    'acct_1A 2 second',
    'platform 1 one',
    'platform 2 two',
    'platform 3 three',
  ]);
});

it('many transactions at once that touch the same chains in opposite orders all commit', async () => {
  await ledger.empty();
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      inTransaction(async (tx) => {
        const accounts = n % 2 === 0 ? ['acct_1A', 'acct_1B'] : ['acct_1B', 'acct_1A'];
        for (const connectedAccountId of accounts)
          await recordAudit(tx, ledger.ctx, {
            action: 'test.record',
            subject: `s${String(n)}`,
            connectedAccountId,
          });
      }),
    ),
  );
  const rows = await ledger.sql`
    select connected_account_id, min(sequence)::int as first, max(sequence)::int as last, count(*)::int as links
    from audit_links group by 1 order by 1`;
  expect([...rows]).toEqual([
    { connected_account_id: 'acct_1A', first: 1, last: 40, links: 40 },
    { connected_account_id: 'acct_1B', first: 1, last: 40, links: 40 },
  ]);
});

it('a transaction waits for a chain only while another commits to it, not while another works', async () => {
  let finishFirst = (): void => undefined;
  const mayFinish = new Promise<void>((resolve) => (finishFirst = resolve));
  let firstHasRecorded = (): void => undefined;
  const recorded = new Promise<void>((resolve) => (firstHasRecorded = resolve));
  const first = inTransaction(async (tx) => {
    await recordAudit(tx, ledger.ctx, {
      action: 'test.record',
      subject: 'slow',
      connectedAccountId: 'acct_1C',
    });
    firstHasRecorded();
    await mayFinish;
  });
  await recorded;
  await record('quick', 'acct_1C');
  finishFirst();
  await first;
  expect((await chains()).filter((text) => text.startsWith('acct_1C'))).toEqual([
    'acct_1C 1 quick',
    'acct_1C 2 slow',
  ]);
});

it('the database sets the time of a record, not who writes it', async () => {
  await app`insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, request_id)
            values ('2001-01-01', 'job', 'test', 'test.record', 'backdated', 'done', 'r')`;
  const [row] =
    await ledger.sql`select recorded_at > now() - interval '1 hour' as is_now from audit_records where subject = 'backdated'`;
  expect(row).toEqual({ is_now: true });
});

const TABLES = [
  'audit_records',
  'audit_links',
  'audit_chains',
  'audit_checkpoints',
  'audit_checkpoint_heads',
];
const SET = {
  audit_records: 'subject = subject',
  audit_links: 'hash = hash',
  audit_chains: 'sequence = sequence - 1',
  audit_checkpoints: 'hash = hash',
  audit_checkpoint_heads: 'hash = hash',
} as const;

describe('no row of the record changes', () => {
  beforeAll(async () => {
    await record('kept');
    await app`select take_audit_checkpoint()`;
  });

  it.each(
    Object.entries(SET).flatMap(([table, change]) => [
      `update ${table} set ${change}`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]),
  )('%s', async (statement) => {
    await expect(app.unsafe(statement)).rejects.toThrow('permission denied');
    await expect(ledger.sql.unsafe(statement)).rejects.toThrow('append-only');
  });

  it.each([
    ...TABLES.filter((table) => table !== 'audit_records').map(
      (table) => `insert into ${table} select * from ${table}`,
    ),
    'alter table audit_records disable trigger all',
    'alter table audit_records disable trigger audit_records_link',
    'drop trigger audit_records_link on audit_records',
  ])('as the application: %s', async (statement) => {
    await expect(app.unsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('a chain’s head neither goes back nor takes another hash', async () => {
    await expect(ledger.sql`update audit_chains set hash = sha256('x')`).rejects.toThrow('append-only');
    await expect(ledger.sql`update audit_chains set sequence = sequence - 1`).rejects.toThrow('append-only');
  });
});
