import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { readPageRequest } from '../paging.ts';
import { explainBalanceBefore, listBalanceTransactionsOfPayout } from './balance-transaction-queries.ts';
import { getJournalEntry, listJournalEntries, listJournalEntriesOfSources } from './journal-entry-queries.ts';
import { postBalanceTransactions } from './post-balance-transactions.ts';
import { listBooks, readBook, readTrialBalances } from './queries.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { readLedgerStatement } from './statement-queries.ts';
import type { BalanceTransactionRow, StatementLine } from './types.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';

const BOOK = 'acct_statement';
const CHARGES = 130;
const FIRST = Date.parse('2026-10-01T00:00:00Z');
let testDatabase: TestDatabase;

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T00:00:00Z'),
};
const holder: Context = {
  ...viewer,
  actor: { kind: 'connected_account_owner', connectedAccountId: BOOK, email: 'h@example.com' },
};

/** Several charges in the same second, so that only the id orders them. */
function charge(n: number, code: string): BalanceTransactionRow {
  const occurredAt = new Date(FIRST + Math.floor(n / 4) * 1000);
  const amount = BigInt(1000 + n);
  return {
    balanceTransactionId: `txn_${code}_${String(n).padStart(4, '0')}`,
    occurredAt,
    connectedAccountId: BOOK,
    currency: code,
    amount,
    fee: 30n,
    net: amount - 30n,
    feeDetails: [{ amount: 30, type: 'stripe_fee', application: null, description: null }],
    type: 'charge',
    reportingCategory: 'charge',
    balanceType: 'payments',
    status: 'available',
    availableAt: occurredAt,
    sourceId: `ch_${code}_${String(n)}`,
    exchangeRate: null,
    description: null,
  };
}

const payout: BalanceTransactionRow = {
  ...charge(0, 'kwd'),
  balanceTransactionId: 'txn_kwd_payout',
  occurredAt: new Date(FIRST + 3_600_000),
  amount: -50_000n,
  fee: 0n,
  net: -50_000n,
  feeDetails: [],
  type: 'payout',
  reportingCategory: 'payout',
  sourceId: 'po_statement',
};

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  const ctx = jobContext('seed-demo');
  const numbers = Array.from({ length: CHARGES }, (_, n) => n);
  await recordBalanceTransactions(ctx, [
    ...numbers.map((n) => charge(n, 'kwd')),
    ...numbers.slice(0, 5).map((n) => charge(n, 'jpy')),
    payout,
  ]);
  await postBalanceTransactions(jobContext('post-balance-transactions'));
});

afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

const address = { connectedAccountId: BOOK, currency: 'kwd', code: 1100 };
const scope = { list: 'statement', filter: address };

function request(size: number, cursor?: string | null) {
  return { ...readPageRequest(scope, { cursor: cursor ?? undefined }), size };
}

async function readAll(size: number): Promise<StatementLine[]> {
  const lines: StatementLine[] = [];
  let cursor: string | null = null;
  do {
    const { lines: page } = await readLedgerStatement(viewer, address, request(size, cursor));
    lines.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return lines;
}

describe('a statement', () => {
  test('shows every posting once and the same balance after it, whatever the page size', async () => {
    const whole = await readAll(500);
    expect(whole.length).toBe(CHARGES + 1);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (size) => {
        expect(await readAll(size)).toEqual(whole);
      }),
      { numRuns: 6 },
    );
  });

  test('adds up from zero, line by line, to the balance in its head', async () => {
    const oldestFirst = (await readAll(40)).reverse();
    let balance = 0n;
    for (const line of oldestFirst) {
      balance += line.side === 'debit' ? line.amount.amount : -line.amount.amount;
      expect(line.balanceAfter.amount).toBe(balance);
    }
    const { balance: head } = await readLedgerStatement(viewer, address, request(25));
    expect(head.amount).toBe(balance);
  });

  test('reads back to the same lines and balances', async () => {
    const first = await readLedgerStatement(viewer, address, request(30));
    const second = await readLedgerStatement(viewer, address, request(30, first.lines.nextCursor));
    const back = await readLedgerStatement(viewer, address, request(30, second.lines.previousCursor));
    expect(back.lines.rows).toEqual(first.lines.rows);
  });

  test('of an account where nothing was booked is not found', async () => {
    await expect(readLedgerStatement(viewer, { ...address, code: 9900 }, request(25))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('a trial balance keeps currencies apart and balances in each', async () => {
  const balances = await readTrialBalances(viewer, { connectedAccountId: BOOK });
  expect(balances.map((balance) => balance.currency)).toEqual(['jpy', 'kwd']);
  for (const balance of balances) {
    expect(balance.difference.amount).toBe(0n);
    expect(balance.debitBalances.amount).toBeGreaterThan(0n);
  }
  const books = await readBook(viewer, BOOK);
  expect(books.map((book) => [book.currency, book.onItsWay.amount])).toEqual([
    ['jpy', 0n],
    ['kwd', 50_000n],
  ]);
  expect((await listBooks(viewer, request(25))).rows).toEqual(books);
});

test('entries of one kind are found past those of other kinds, with all their lines', async () => {
  const filter = { connectedAccountId: BOOK, kind: 'payout' };
  const { rows } = await listJournalEntries(viewer, filter, request(25));
  expect(rows.map((row) => [row.sourceId, row.turnover.amount])).toEqual([['txn_kwd_payout', 100_000n]]);
  const entry = await getJournalEntry(viewer, rows[0]?.journalEntryId ?? '');
  expect(entry).toEqual(rows[0]);
  expect(await listJournalEntriesOfSources(viewer, ['txn_kwd_payout'])).toEqual([entry]);
});

test('what a balance gathered before a payout is all of it and not the payout', async () => {
  const [line] = await listBalanceTransactionsOfPayout(viewer, {
    payoutId: 'po_statement',
    connectedAccountId: BOOK,
    balanceTransactionId: null,
    failureBalanceTransactionId: null,
  });
  expect(line?.net.amount).toBe(-50_000n);
  const gathered = await explainBalanceBefore(
    viewer,
    {
      payoutId: 'po_statement',
      connectedAccountId: BOOK,
      occurredAt: payout.occurredAt,
      amount: money(50_000n, currency('kwd')),
    },
    null,
  );
  const net = Array.from({ length: CHARGES }, (_, n) => 970 + n).reduce((sum, value) => sum + value, 0);
  expect(gathered.total.amount).toBe(BigInt(net));
  expect(gathered.movements.map((movement) => [movement.category, movement.count])).toEqual([
    ['charge', CHARGES],
  ]);
});

test('nobody without the permission reads the books', async () => {
  const refused = { code: 'forbidden' };
  await expect(readLedgerStatement(holder, address, request(25))).rejects.toMatchObject(refused);
  await expect(readTrialBalances(holder, {})).rejects.toMatchObject(refused);
  await expect(listBooks(holder, request(25))).rejects.toMatchObject(refused);
  await expect(readBook(holder, BOOK)).rejects.toMatchObject(refused);
  await expect(listJournalEntries(holder, {}, request(25))).rejects.toMatchObject(refused);
  await expect(getJournalEntry(holder, 'jnl_1')).rejects.toMatchObject(refused);
  await expect(listJournalEntriesOfSources(holder, ['x'])).rejects.toMatchObject(refused);
});
