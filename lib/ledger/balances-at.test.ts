import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../context.ts';
import { formatMoney } from '../money/format.ts';
import { readPageRequest } from '../paging.ts';
import { isNearerToStart } from './balances-at.ts';
import { balanceTransaction } from './balance-transaction.fixture.ts';
import { postAvailability } from './post-availability.ts';
import { readTrialBalances } from './queries.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { readLedgerStatement } from './statement-queries.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

const CURRENCIES = ['huf', 'isk', 'jpy', 'kwd', 'usd'] as const;
const BOOKS = ['acct_1', 'acct_2', 'platform'] as const;
const START = Date.parse('2026-08-25T00:00:00Z');
const HOUR_MS = 3_600_000;
const ROWS_EACH = 12;
/** Past the last availability. */
const HOURS = ROWS_EACH * 29 + 3 * 24;

let ledger: TestLedger;
const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T00:00:00Z'),
};

/** Charges and refunds over some weeks, available two days later; the oldest of them are booked last. */
beforeAll(async () => {
  ledger = await openTestLedger();
  const rows = CURRENCIES.flatMap((code, c) =>
    BOOKS.flatMap((connectedAccountId, b) =>
      Array.from({ length: ROWS_EACH }, (_, n) => {
        const isRefund = n % 4 === 3;
        return balanceTransaction({
          balanceTransactionId: `txn_${code}_${String(b)}_${String(n)}`,
          connectedAccountId,
          currency: code,
          occurredAt: new Date(START + (n * 29 + c) * HOUR_MS),
          amount: isRefund ? -500n : BigInt(10_000 + 137 * n + c),
          type: isRefund ? 'refund' : 'charge',
          reportingCategory: isRefund ? 'refund' : 'charge',
          status: 'available',
        });
      }),
    ),
  );
  for (const row of rows.toReversed()) await recordBalanceTransactions(ledger.ctx, [row]);
  await postAvailability(ledger.ctx);
  await ledger.sql`analyze postings`;
});
afterAll(() => ledger.close());

type Line = { book: string; currency: string; code: number; at: number; amount: bigint };

/** Every line, debits positive, read around all queries under test. */
async function allLines(): Promise<Line[]> {
  return ledger.sql<(Omit<Line, 'amount'> & { amount: string })[]>`
    select connected_account_id as book, currency, ledger_account_code as code, extract(epoch from effective_at)::float8 * 1000 as at,
           case side when 'debit' then amount else -amount end as amount
    from postings`.then((rows) => rows.map((row) => ({ ...row, amount: BigInt(row.amount) })));
}

const sumOf = (lines: readonly Line[]): bigint => lines.reduce((sum, { amount }) => sum + amount, 0n);

describe('a trial balance at a past time', () => {
  it('is, in every currency and for every book, the sum of the lines that had taken effect by then', async () => {
    const lines = await allLines();
    expect(new Set(lines.map(({ currency }) => currency))).toEqual(new Set(CURRENCIES));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -1, max: HOURS }),
        fc.constantFrom(undefined, ...BOOKS),
        async (hours, connectedAccountId) => {
          const at = new Date(START + hours * HOUR_MS);
          const counted = lines.filter(
            (line) =>
              line.at <= at.getTime() &&
              (connectedAccountId === undefined || line.book === connectedAccountId),
          );
          const expected = [...Map.groupBy(counted, ({ currency, code }) => `${currency} ${String(code)}`)]
            .map(([key, of]) => `${key} ${String(sumOf(of))}`)
            .sort();
          const balances = await readTrialBalances(viewer, { connectedAccountId }, at);
          const read = balances.flatMap(({ currency, lines: of }) =>
            of.map(
              ({ ledgerAccount, debits, credits }) =>
                `${currency} ${String(ledgerAccount.code)} ${String(debits.amount - credits.amount)}`,
            ),
          );
          expect(read.sort()).toEqual(expected);
          for (const { difference } of balances) expect(difference.amount).toBe(0n);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is read from the end that is nearer, with the same result', async () => {
    expect(await isNearerToStart(new Date(START))).toBe(true);
    expect(await isNearerToStart(new Date(START + HOURS * HOUR_MS))).toBe(false);
  });

  it('counts a line of that very instant, and not one of the next millisecond', async () => {
    const at = new Date(START);
    const [now] = await readTrialBalances(viewer, { connectedAccountId: 'acct_1' }, at);
    expect(now?.currency).toBe('huf');
    expect(await readTrialBalances(viewer, {}, new Date(START - 1))).toEqual([]);
  });

  it('at the end of time is the one of now', async () => {
    const later = new Date(START + HOURS * HOUR_MS);
    expect(await readTrialBalances(viewer, {}, later)).toEqual(await readTrialBalances(viewer, {}));
  });

  it('is written in each currency’s own decimals', async () => {
    const balances = await readTrialBalances(
      viewer,
      { connectedAccountId: 'acct_1' },
      new Date(START + 4 * HOUR_MS),
    );
    const first = balances.map(({ lines }) =>
      formatMoney(lines[0]?.debits ?? { amount: 0n, currency: 'usd' as never }),
    );
    expect(first).toEqual(['99.41 HUF', '99.42 ISK', '9,943 JPY', '9.944 KWD', '99.45 USD']);
  });
});

describe('a statement at a past time', () => {
  it('shows the lines up to then with the balance after each, and ends in the trial balance of then', async () => {
    const lines = await allLines();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CURRENCIES),
        fc.integer({ min: 0, max: HOURS }),
        async (currency, hours) => {
          const at = new Date(START + hours * HOUR_MS);
          const address = { connectedAccountId: 'acct_2', currency, code: 1110, at };
          const request = { ...readPageRequest({ list: 'statement', filter: {} }, {}), size: 7 };
          const statement = await readLedgerStatement(viewer, address, request);
          const expected = sumOf(
            lines.filter(
              (line) =>
                line.book === 'acct_2' &&
                line.currency === currency &&
                line.code === 1110 &&
                line.at <= at.getTime(),
            ),
          );
          expect(statement.balance.amount).toBe(expected);
          const [newest] = statement.lines.rows;
          expect(newest?.balanceAfter.amount ?? 0n).toBe(expected);
          for (const { effectiveAt } of statement.lines.rows)
            expect(effectiveAt.getTime()).toBeLessThanOrEqual(at.getTime());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('before its first line is empty, not unknown', async () => {
    const address = { connectedAccountId: 'acct_1', currency: 'usd', code: 1110, at: new Date(START - 1) };
    const request = readPageRequest({ list: 'statement', filter: {} }, {});
    const statement = await readLedgerStatement(viewer, address, request);
    expect([statement.balance.amount, statement.lines.rows]).toEqual([0n, []]);
    await expect(readLedgerStatement(viewer, { ...address, code: 9900 }, request)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
