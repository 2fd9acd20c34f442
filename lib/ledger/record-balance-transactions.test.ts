import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { balanceTransaction, plainTransaction } from './balance-transaction.fixture.ts';
import { KNOWN_TYPES } from './journal/families.ts';
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

const record = (...rows: BalanceTransactionRow[]) => recordBalanceTransactions(ledger.ctx, rows);

async function balances(): Promise<Record<string, bigint>> {
  const rows = await ledger.sql<{ key: string; balance: string }[]>`
    select connected_account_id || ' ' || currency || ' ' || ledger_account_code as key, (debits - credits)::text as balance
    from ledger_balances order by 1`;
  return Object.fromEntries(rows.map(({ key, balance }) => [key, BigInt(balance)]));
}

describe('one row', () => {
  it('is booked in the transaction that records it', async () => {
    expect(await record(balanceTransaction())).toEqual({ added: 1 });
    expect(await balances()).toEqual({ 'acct_1Seller usd 1110': 941n, 'acct_1Seller usd 2110': -941n });
    expect(await postBalanceTransactions(ledger.ctx)).toEqual({ posted: 0, suspended: 0 });
  });

  it('is booked once, however often and in whatever state it is listed', async () => {
    const row = balanceTransaction();
    await record(row, { ...row, status: 'available' }, row);
    await record({ ...row, status: 'available' });
    expect(await record(row)).toEqual({ added: 0 });
    await postAvailability(ledger.ctx);
    await record(row);
    expect(await postAvailability(ledger.ctx)).toEqual({ posted: 0 });
    expect(await balances()).toEqual({
      'acct_1Seller usd 1100': 941n,
      'acct_1Seller usd 1110': 0n,
      'acct_1Seller usd 2100': -941n,
      'acct_1Seller usd 2110': 0n,
    });
  });

  it('stays pending in the books until Stripe says available', async () => {
    await record(balanceTransaction());
    expect(await postAvailability(ledger.ctx)).toEqual({ posted: 0 });
    await record(balanceTransaction({ status: 'available' }));
    expect(await postAvailability(ledger.ctx)).toEqual({ posted: 1 });
  });

  it('with no money is marked, without an entry', async () => {
    await record(plainTransaction({ amount: 0n }));
    const [row] = await ledger.sql`
      select posted_at is not null as posted, (select count(*)::int from journal_entries) as entries from balance_transactions`;
    expect(row).toEqual({ posted: true, entries: 0 });
  });

  it('whose facts changed at Stripe keeps the first booking and raises an alarm', async () => {
    await record(plainTransaction());
    await record(plainTransaction({ amount: 999n }));
    const alarms = await ledger.sql`select kind, subject from alarms`;
    expect([...alarms]).toEqual([{ kind: 'balance_transaction_changed', subject: 'txn_1' }]);
    expect(await balances()).toMatchObject({ 'acct_1Seller usd 1100': 1000n });
  });

  it('of an unknown type stands in suspense with one open alarm for the type', async () => {
    const odd = (id: string) => plainTransaction({ balanceTransactionId: id, type: 'new_in_2027' });
    await record(odd('txn_a'), odd('txn_b'));
    await record(odd('txn_c'));
    expect(await balances()).toMatchObject({ 'acct_1Seller usd 9900': -3000n });
    const alarms = await ledger.sql`select kind, subject, occurrences from alarms`;
    expect([...alarms]).toEqual([
      { kind: 'unknown_balance_transaction_type', subject: 'new_in_2027', occurrences: 3 },
    ]);
  });

  it('that does not add up is refused before anything is stored', async () => {
    await expect(record({ ...plainTransaction(), net: 1n })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(record(plainTransaction({ currency: 'USD' }))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await ledger.dump()).toBe('');
  });

  it('leaves an audit row when it changed something, and none when not', async () => {
    await record(plainTransaction());
    await record(plainTransaction());
    const rows = await ledger.sql`select action, after from audit_records`;
    expect([...rows]).toEqual([
      {
        action: 'balance_transactions.record',
        after: { added: 1, booked: 1, refused: 0, becameAvailable: 0 },
      },
    ]);
  });
});

const books = fc.constantFrom('acct_1A', 'acct_1B', PLATFORM);
const feeDetail = fc.record({
  amount: fc.integer({ min: -500, max: 500 }),
  type: fc.constantFrom('stripe_fee', 'application_fee', 'tax', 'withheld_tax', 'moon_fee'),
});

/** Rows of any type, bucket, sign and fee; ids are made unique by position. */
const anyRow = fc
  .record({
    connectedAccountId: books,
    currency: fc.constantFrom('usd', 'eur', 'jpy'),
    amount: fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
    fees: fc.array(feeDetail, { maxLength: 3 }),
    unexplained: fc.constantFrom(0n, 0n, 0n, 7n, -7n),
    type: fc.oneof(fc.constantFrom(...KNOWN_TYPES), fc.constant('new_in_2027')),
    reportingCategory: fc.constantFrom('charge', 'dispute', 'other_adjustment'),
    balanceType: fc.constantFrom('payments', 'payments', 'payments', 'risk_reserved', 'issuing', 'moon_base'),
    day: fc.integer({ min: 1, max: 60 }),
    delayDays: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ fees, unexplained, day, delayDays, ...facts }): BalanceTransactionRow => {
    const total = fees.reduce<bigint>((sum, detail) => sum + BigInt(detail.amount), unexplained);
    return balanceTransaction({
      ...facts,
      fee: total,
      net: facts.amount - total,
      feeDetails: fees.map((detail) => ({ ...detail, application: null, description: null })),
      occurredAt: new Date(Date.UTC(2026, 8, day)),
      availableAt: new Date(Date.UTC(2026, 8, day + delayDays)),
    });
  });

/** A stream, and one way in which it might reach us: order, repetition, cuts, and which listing first says available. */
const delivery = fc
  .array(anyRow, { minLength: 1, maxLength: 25 })
  .map((rows) => rows.map((row, index) => ({ ...row, balanceTransactionId: `txn_${String(index)}` })))
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      arrivals: fc.array(
        fc.record({
          index: fc.nat({ max: rows.length - 1 }),
          isAvailable: fc.boolean(),
          endsBatch: fc.boolean(),
          postsAfter: fc.boolean(),
        }),
        { maxLength: 60 },
      ),
    }),
  );

describe('any stream', () => {
  it('ends in the same bytes in any order, with any repetition and any cut, and in balance', async () => {
    await fc.assert(
      fc.asyncProperty(delivery, async ({ rows, arrivals }) => {
        const final = rows.map((row): BalanceTransactionRow => ({ ...row, status: 'available' }));
        await ledger.empty();
        await record(...final);
        await postAvailability(ledger.ctx);
        const expected = await ledger.dump();

        await ledger.empty();
        let batch: BalanceTransactionRow[] = [];
        for (const { index, isAvailable, endsBatch, postsAfter } of arrivals) {
          const row = rows[index];
          if (row === undefined) continue;
          batch.push({ ...row, status: isAvailable ? 'available' : 'pending' });
          if (!endsBatch) continue;
          await record(...batch);
          batch = [];
          if (postsAfter) await postAvailability(ledger.ctx);
        }
        await record(...batch, ...final.toReversed());
        await postAvailability(ledger.ctx);
        expect(await ledger.dump()).toBe(expected);

        const trial = await ledger.sql`
          select connected_account_id, currency from ledger_balances group by 1, 2 having sum(debits) <> sum(credits)`;
        expect(trial).toHaveLength(0);
        const differing = await ledger.sql`
          select connected_account_id, currency, sum(net) from balance_transactions group by 1, 2
          except
          select connected_account_id, currency, sum(debits - credits) from ledger_balances
          where ledger_account_code in (1100, 1110, 1140, 1150, 1160, 1170) group by 1, 2`;
        expect(differing.filter(({ sum }) => sum !== '0')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
