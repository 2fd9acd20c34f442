import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { readPageRequest } from '../paging.ts';
import { plainTransaction } from './balance-transaction.fixture.ts';
import { isNearerToStart } from './balances-at.ts';
import { readEntryBalances } from './entry-balance-queries.ts';
import { getJournalEntry } from './journal-entry-queries.ts';
import { postBalanceTransactions } from './post-balance-transactions.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { readLedgerStatement } from './statement-queries.ts';
import type { BalanceTransactionRow } from './types.ts';

/* Entries of five months, several in one second: an entry must say of each account what the account's statement says. */

const BOOK = 'acct_entry_balances';
const FIRST = Date.parse('2026-06-03T00:00:00Z');
const CHARGES = 60;
const viewer: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
};

function charge(n: number): BalanceTransactionRow {
  return plainTransaction({
    balanceTransactionId: `txn_${String(n).padStart(4, '0')}`,
    occurredAt: new Date(FIRST + Math.floor(n / 3) * 7 * 86_400_000),
    connectedAccountId: BOOK,
    currency: 'jpy',
    amount: BigInt(1_000 + n),
    sourceId: `ch_${String(n)}`,
  });
}

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  await recordBalanceTransactions(
    jobContext('seed-demo'),
    Array.from({ length: CHARGES }, (_, n) => charge(n)),
  );
  await postBalanceTransactions(jobContext('post-balance-transactions'));
  const owner = postgres(testDatabase.ownerUrl, { max: 1 });
  await owner`analyze postings`;
  await owner.end();
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

test('an entry stands where each of its accounts’ statements puts it, read from either end', async () => {
  const ends = new Set<boolean>();
  const seen = new Set<string>();
  for (const code of [1100, 2100]) {
    const address = { connectedAccountId: BOOK, currency: 'jpy', code };
    const request = { ...readPageRequest({ list: 'statement', filter: address }, {}), size: 500 };
    const { lines } = await readLedgerStatement(viewer, address, request);
    const byEntry = Map.groupBy(lines.rows, (line) => line.journalEntryId);
    for (const [journalEntryId, [newest]] of byEntry) {
      seen.add(journalEntryId);
      const entry = await getJournalEntry(viewer, journalEntryId);
      ends.add(await isNearerToStart(entry.effectiveAt));
      const balances = await readEntryBalances(viewer, entry);
      const own = balances.find(({ ledgerAccount }) => ledgerAccount.code === code);
      expect(own?.after, journalEntryId).toEqual(newest?.balanceAfter);
      expect(own?.after.amount).toBe((own?.before.amount ?? 0n) + (own?.change.amount ?? 0n));
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(CHARGES);
  expect(ends).toEqual(new Set([true, false]));
});
