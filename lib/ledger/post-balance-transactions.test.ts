import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { balanceTransaction, plainTransaction } from './balance-transaction.fixture.ts';
import { BATCH_SIZE, NOT_POSTED } from './claim-rows.ts';
import { postAvailability } from './post-availability.ts';
import { postBalanceTransactions } from './post-balance-transactions.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';
import type { BalanceTransactionRow } from './types.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterEach(() => ledger.empty());
afterAll(() => ledger.close());

const numbered = (count: number, overrides: Partial<BalanceTransactionRow> = {}): BalanceTransactionRow[] =>
  Array.from({ length: count }, (_, index) =>
    balanceTransaction({
      balanceTransactionId: `txn_${String(index).padStart(5, '0')}`,
      connectedAccountId: `acct_1${String(index % 7)}`,
      status: 'available',
      ...overrides,
    }),
  );

/** Rows that are stored and not booked, as a refusal leaves them. */
async function storeUnbooked(rows: BalanceTransactionRow[]): Promise<void> {
  await recordBalanceTransactions(ledger.ctx, rows);
  await ledger.tamper(
    'delete from postings; delete from journal_entries; delete from booked_sources; delete from ledger_balances; update balance_transactions set posted_at = null, availability_posted_at = null',
  );
}

/** The database itself refuses this row: the currency is two letters, which only a direct write can store. */
const spoil = (id: string): Promise<void> =>
  ledger.tamper(`update balance_transactions set currency = 'us' where balance_transaction_id = '${id}'`);

async function entriesPerRow(): Promise<{ purpose: string; rows: bigint; entries: bigint }[]> {
  const rows = await ledger.sql<{ purpose: string; rows: string; entries: string }[]>`
    select purpose, count(distinct source_id) as rows, count(*) as entries from journal_entries group by 1 order by 1`;
  return rows.map((row) => ({ purpose: row.purpose, rows: BigInt(row.rows), entries: BigInt(row.entries) }));
}

describe('posting', () => {
  it('books more than a batch, and ends in the same bytes as recording does', async () => {
    const rows = numbered(BATCH_SIZE + 250);
    await recordBalanceTransactions(ledger.ctx, rows);
    await postAvailability(ledger.ctx);
    const expected = await ledger.dump();
    await ledger.empty();
    await storeUnbooked(rows);
    expect(await postBalanceTransactions(ledger.ctx)).toEqual({ posted: rows.length, suspended: 0 });
    expect(await postAvailability(ledger.ctx)).toEqual({ posted: rows.length });
    expect(await ledger.dump()).toBe(expected);
  });

  it('books each row once with four posters at the same time', async () => {
    await storeUnbooked(numbered(5 * BATCH_SIZE));
    const posters = [1, 2, 3, 4].map(() => postBalanceTransactions(ledger.ctx));
    const booked = (await Promise.all(posters)).reduce((sum, { posted }) => sum + posted, 0);
    const movers = [1, 2, 3, 4].map(() => postAvailability(ledger.ctx));
    const moved = (await Promise.all(movers)).reduce((sum, { posted }) => sum + posted, 0);
    expect([booked, moved]).toEqual([5 * BATCH_SIZE, 5 * BATCH_SIZE]);
    const all = BigInt(5 * BATCH_SIZE);
    expect(await entriesPerRow()).toEqual([
      { purpose: 'available', rows: all, entries: all },
      { purpose: 'booked', rows: all, entries: all },
    ]);
    // Two posters on one row would meet the unique key, and refuse a row that is right.
    expect(await ledger.sql`select subject from alarms`).toHaveLength(0);
  });

  it('passes by rows that another worker holds, and never waits for it', async () => {
    await storeUnbooked(numbered(20));
    await ledger.sql.begin(async (tx) => {
      // A worker that waits for us would wait for ever: then the server ends our transaction, and the test fails.
      await tx`set local idle_in_transaction_session_timeout = '5s'`;
      await tx`select from balance_transactions where balance_transaction_id = 'txn_00003' for update`;
      expect(await postBalanceTransactions(ledger.ctx)).toEqual({ posted: 19, suspended: 0 });
    });
    expect(await postBalanceTransactions(ledger.ctx)).toEqual({ posted: 1, suspended: 0 });
  });

  it('books each row once when four recorders and posters receive the same rows in other orders', async () => {
    const rows = numbered(800);
    const received = [rows, rows.toReversed(), rows.slice(400), rows.slice(0, 500)];
    const added = await Promise.all(received.map((part) => recordBalanceTransactions(ledger.ctx, part)));
    await Promise.all([
      postAvailability(ledger.ctx),
      postBalanceTransactions(ledger.ctx),
      postAvailability(ledger.ctx),
    ]);
    expect(added.reduce((sum, part) => sum + part.added, 0)).toBe(800);
    expect(await entriesPerRow()).toEqual([
      { purpose: 'available', rows: 800n, entries: 800n },
      { purpose: 'booked', rows: 800n, entries: 800n },
    ]);
  });
});

describe('a row that cannot be booked', () => {
  it('gets an alarm and does not stop the others', async () => {
    await storeUnbooked(numbered(40));
    await spoil('txn_00000');
    await spoil('txn_00017');
    expect(await postBalanceTransactions(ledger.ctx)).toEqual({ posted: 38, suspended: 0 });
    const alarms = await ledger.sql`select kind, subject from alarms order by subject`;
    expect([...alarms]).toEqual([
      { kind: NOT_POSTED, subject: 'txn_00000' },
      { kind: NOT_POSTED, subject: 'txn_00017' },
    ]);
  });

  it('is left alone while its alarm is open, and tried again when the alarm is closed', async () => {
    await storeUnbooked(numbered(3));
    await spoil('txn_00001');
    await postBalanceTransactions(ledger.ctx);
    await postBalanceTransactions(ledger.ctx);
    const [alarm] = await ledger.sql`select occurrences from alarms`;
    expect(alarm).toEqual({ occurrences: 1 });
    await ledger.tamper(
      "update balance_transactions set currency = 'usd'; update alarms set closed_at = now()",
    );
    expect(await postBalanceTransactions(ledger.ctx)).toEqual({ posted: 1, suspended: 0 });
  });

  it('is stored unbooked with an alarm when it arrives, and the rows beside it are booked', async () => {
    const huge = 2n ** 63n - 1n;
    const sameBook = (id: string, amount: bigint) => plainTransaction({ balanceTransactionId: id, amount });
    // Alone it fits into an int8, its running balance does not: the database refuses the second of the two.
    await recordBalanceTransactions(ledger.ctx, [sameBook('txn_1', huge)]);
    await recordBalanceTransactions(ledger.ctx, [sameBook('txn_2', huge), sameBook('txn_3', -5n)]);
    const rows = await ledger.sql`
      select balance_transaction_id as id, posted_at is not null as posted, availability_posted_at is not null as moved
      from balance_transactions order by 1`;
    expect([...rows]).toEqual([
      { id: 'txn_1', posted: true, moved: true },
      { id: 'txn_2', posted: false, moved: false },
      { id: 'txn_3', posted: true, moved: true },
    ]);
    const alarms = await ledger.sql`select kind, subject from alarms`;
    expect([...alarms]).toEqual([{ kind: NOT_POSTED, subject: 'txn_2' }]);
  });

  it('of availability waits with an alarm of its own', async () => {
    await recordBalanceTransactions(ledger.ctx, numbered(5));
    await spoil('txn_00002');
    expect(await postAvailability(ledger.ctx)).toEqual({ posted: 4 });
    const alarms = await ledger.sql`select kind, subject from alarms`;
    expect([...alarms]).toEqual([{ kind: 'availability_not_posted', subject: 'txn_00002' }]);
  });
});
