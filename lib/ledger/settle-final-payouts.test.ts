import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { plainTransaction, SELLER } from './balance-transaction.fixture.ts';
import { addBusinessDays, latestDatePassedBy } from './business-days.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { settleFinalPayouts } from './settle-final-payouts.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterEach(() => ledger.empty());
afterAll(() => ledger.close());

/** Paid out of `book`, arriving on Wednesday 7 October 2026; the amount of the payout itself may be in another currency. */
async function payout(status: string, book = SELLER, amount = -941n, id = ''): Promise<void> {
  await recordBalanceTransactions(ledger.ctx, [
    plainTransaction({
      balanceTransactionId: `txn_p${id}`,
      connectedAccountId: book,
      type: 'payout',
      amount,
      sourceId: `po_1${id}`,
    }),
  ]);
  await ledger.sql`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
                         arrives_on, balance_transaction_id, metadata, read_at)
    values (${`po_1${id}`}, ${book}, false, '2026-10-05T09:00:00Z', 100, 'eur', ${status}, 'standard', false, '2026-10-07', ${`txn_p${id}`}, '{}', now())`;
}

const settleOn = (day: string) => settleFinalPayouts({ ...ledger.ctx, now: new Date(`${day}T12:00:00Z`) });

async function balances(): Promise<Record<string, bigint>> {
  const rows = await ledger.sql<{ code: string; balance: string }[]>`
    select ledger_account_code::text as code, (debits - credits)::text as balance from ledger_balances order by 1`;
  return Object.fromEntries(rows.map(({ code, balance }) => [code, BigInt(balance)]));
}

describe('a payout is final', () => {
  it('five business days after it arrived, not a day before, and once', async () => {
    await payout('paid');
    expect(await settleOn('2026-10-13')).toEqual({ settled: 0, undone: 0 });
    expect(await settleOn('2026-10-14')).toEqual({ settled: 1, undone: 0 });
    expect(await settleOn('2026-10-15')).toEqual({ settled: 0, undone: 0 });
    expect(await balances()).toEqual({ '1100': -941n, '1180': 0n, '2100': 941n, '2180': 0n });
    const [entry] =
      await ledger.sql`select journal_entry_id, effective_at from journal_entries where purpose = 'settled'`;
    expect(entry).toEqual({
      journal_entry_id: 'jnl_1_settled',
      effective_at: new Date('2026-10-14T00:00:00Z'),
    });
  });

  it('and passes by a payout that another worker holds', async () => {
    await payout('paid');
    await ledger.sql.begin(async (tx) => {
      // A worker that waits for us would wait for ever: then the server ends our transaction, and the test fails.
      await tx`set local idle_in_transaction_session_timeout = '5s'`;
      await tx`select from payouts where payout_id = 'po_1' for update`;
      expect(await settleOn('2026-10-14')).toEqual({ settled: 0, undone: 0 });
    });
    expect(await settleOn('2026-10-14')).toEqual({ settled: 1, undone: 0 });
  });

  it('the platform’s own arrives in its bank', async () => {
    await payout('paid', PLATFORM);
    await settleOn('2026-10-14');
    expect(await balances()).toEqual({ '1000': 941n, '1100': -941n, '1180': 0n });
  });

  it('a debit of a bank account is cleared in the other direction', async () => {
    await payout('paid', SELLER, 500n);
    await settleOn('2026-10-14');
    expect(await balances()).toEqual({ '1100': 500n, '1180': 0n, '2100': -500n, '2180': 0n });
  });

  it.each(['pending', 'in_transit', 'failed', 'canceled'])('never while it is %s', async (status) => {
    await payout(status);
    expect(await settleOn('2027-01-01')).toEqual({ settled: 0, undone: 0 });
  });

  it('and when it comes back all the same, the settlement is undone and the failure is booked', async () => {
    await payout('paid');
    await settleOn('2026-10-14');
    await ledger.sql`update payouts set status = 'failed'`;
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({
        balanceTransactionId: 'txn_f',
        type: 'payout_failure',
        amount: 941n,
        sourceId: 'po_1',
      }),
    ]);
    expect(await settleOn('2026-10-20')).toEqual({ settled: 0, undone: 1 });
    expect(await settleOn('2026-10-21')).toEqual({ settled: 0, undone: 0 });
    expect(await balances()).toEqual({ '1100': 0n, '1180': 0n, '2100': 0n, '2180': 0n });
  });
});

describe('a payout whose booking is refused', () => {
  const openAlarms = () =>
    ledger.sql`select subject from alarms where kind = 'payout_not_settled' and closed_at is null`;

  it('gets an alarm and holds up no other, and is tried again when the alarm is closed', async () => {
    await payout('paid', SELLER, -941n, 'bad');
    await payout('paid', SELLER, -500n, 'good');
    await ledger.sql`update balance_transactions set currency = 'US1' where balance_transaction_id = 'txn_pbad'`;

    expect(await settleOn('2026-10-14')).toEqual({ settled: 1, undone: 0 });
    expect([...(await openAlarms())]).toEqual([{ subject: 'po_1bad' }]);
    expect(await settleOn('2026-10-15')).toEqual({ settled: 0, undone: 0 });

    await ledger.sql`update balance_transactions set currency = 'usd' where balance_transaction_id = 'txn_pbad'`;
    await ledger.sql`update alarms set closed_at = now()`;
    expect(await settleOn('2026-10-15')).toEqual({ settled: 1, undone: 0 });
    expect(await openAlarms()).toHaveLength(0);
  });

  it('also when it is undone', async () => {
    await payout('paid', SELLER, -941n, 'bad');
    await payout('paid', SELLER, -500n, 'good');
    await settleOn('2026-10-14');
    await ledger.sql`update payouts set status = 'failed'`;
    // Marked as settled, and the entry that would be undone is not there.
    await ledger.sql`
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
                           arrives_on, settlement_posted_at, metadata, read_at)
      values ('po_0', ${SELLER}, false, '2026-10-05T09:00:00Z', 100, 'eur', 'failed', 'standard', false, '2026-10-07', now(), '{}', now())`;

    expect(await settleOn('2026-10-20')).toEqual({ settled: 0, undone: 2 });
    expect([...(await openAlarms())]).toEqual([{ subject: 'po_0' }]);
  });
});

it('business days skip weekends', () => {
  expect(addBusinessDays('2026-10-07', 5)).toBe('2026-10-14');
  expect(addBusinessDays('2026-10-09', 1)).toBe('2026-10-12');
  expect(addBusinessDays('2026-10-10', 5)).toBe('2026-10-16');
  expect(latestDatePassedBy('2026-10-14', 5)).toBe('2026-10-07');
  expect(latestDatePassedBy('2026-10-16', 5)).toBe('2026-10-11');
  expect(addBusinessDays('2026-12-30', 5)).toBe('2027-01-06');
});
