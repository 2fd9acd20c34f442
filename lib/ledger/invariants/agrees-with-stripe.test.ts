import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { balanceTransaction, plainTransaction } from '../balance-transaction.fixture.ts';
import { postAvailability } from '../post-availability.ts';
import { recordBalanceTransactions } from '../record-balance-transactions.ts';
import type { TestLedger } from '../test-ledger.fixture.ts';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './checked-books.fixture.ts';

let books: CheckedBooks;
let ledger: TestLedger;
beforeAll(async () => {
  books = await openCheckedBooks();
  ledger = books.ledger;
});
afterAll(() => ledger.close());
beforeEach(() => books.fill());

describe('ledger, balance transactions and Stripe’s Balance', () => {
  const outcome = async (): Promise<string | undefined> => (await books.outcomes())['agrees_with_stripe'];
  const sentence = async (): Promise<string | undefined> =>
    findingsOf(await books.check(), 'agrees_with_stripe')[0]?.[1];
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  /** Every row was seen, booked and made available then. */
  const seen = (at: string): Promise<void> =>
    ledger.tamper(
      `update balance_transactions set (first_seen_at, posted_at, availability_posted_at) = (select at, at, case when availability_posted_at is null then null else at end from (select (${at})::timestamptz as at) as then_)`,
    );

  it.each([
    ['too little available', 540, 941],
    ['too much available', 542, 941],
    ['too little pending', 541, 940],
    ['the same sum in other buckets', 540, 942],
  ])('%s is a break', async (_name, available, pending) => {
    await books.stripeSays({ available, pending });
    const reports = await books.check();
    expect(reports.get('agrees_with_stripe')?.outcome).toBe('broken');
    expect(findingsOf(reports, 'agrees_with_stripe')).toEqual([
      [
        'acct_1Seller usd',
        expect.stringContaining(
          `says ${String(available)} available, ${String(pending)} pending; ledger 541 available, 941 pending`,
        ),
      ],
    ]);
  });

  it('a Balance older than the newest row proves nothing, not even when it is equal', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_nil', amount: 0n, occurredAt: new Date() }),
    ]);
    await books.stripeSays({ available: 541, pending: 941, readAt: ago(1) });
    expect(await outcome()).toBe('unknown');
  });

  it('a Balance that was due and not read for a quarter of an hour is a break that says so', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_nil', amount: 0n, occurredAt: new Date(ago(20)) }),
    ]);
    await books.stripeSays({ available: 541, pending: 941, readAt: ago(30) });
    await seen("now() - interval '14 minutes'");
    expect(await outcome()).toBe('unknown');
    await seen("now() - interval '16 minutes'");
    expect(await outcome()).toBe('broken');
    expect(await sentence()).toContain('No read of the Balance for more than 15 minutes since it was due.');
    // A busy book always has a row that came just now; what counts is the one that waits longest.
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_now', amount: 0n, occurredAt: new Date() }),
    ]);
    expect(await outcome()).toBe('broken');
  });

  it('a Balance proves nothing after an hour and is a break after two', async () => {
    await seen("'2026-10-05T09:00:00Z'");
    for (const [minutes, expected] of [
      [59, 'held'],
      [61, 'unknown'],
      [119, 'unknown'],
      [121, 'broken'],
    ] as const) {
      await books.stripeSays({ available: 541, pending: 941, readAt: ago(minutes) });
      expect([minutes, await outcome()]).toEqual([minutes, expected]);
    }
    expect(await sentence()).toContain('Nobody has read this Balance for more than 2 hours.');
  });

  it('a difference does not become a matter of age', async () => {
    await seen("'2026-10-05T09:00:00Z'");
    await books.stripeSays({ available: 540, pending: 941, readAt: ago(90) });
    expect(await outcome()).toBe('broken');
  });

  it('a currency that Stripe does not list is empty as of the newest read', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_nil', amount: 0n, currency: 'eur' }),
    ]);
    expect(await outcome()).toBe('held');
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_eur', amount: 7n, currency: 'eur' }),
    ]);
    await books.stripeSays({ available: 541, pending: 941 });
    expect(findingsOf(await books.check(), 'agrees_with_stripe')).toEqual([
      ['acct_1Seller eur', expect.stringContaining('says 0 available, 0 pending; ledger 7 available')],
    ]);
    expect(await outcome()).toBe('broken');
  });

  it('a difference that came after the Balance was read waits for the next read', async () => {
    await recordBalanceTransactions(ledger.ctx, [plainTransaction({ balanceTransactionId: 'txn_late' })]);
    expect(await outcome()).toBe('unknown');
    await books.stripeSays({ available: 541, pending: 941 });
    expect(await outcome()).toBe('broken');
    await books.stripeSays({ available: 1541, pending: 941 });
    expect(await outcome()).toBe('held');
  });

  it('a Balance that was never read is unknown, and a break when its rows are here for a quarter of an hour', async () => {
    await ledger.tamper('delete from stripe_balances');
    expect(await outcome()).toBe('unknown');
    await seen("now() - interval '16 minutes'");
    expect(await outcome()).toBe('broken');
    expect(await sentence()).toContain('was not read yet');
  });

  it('a Balance in a currency without any rows is a break unless it is zero', async () => {
    await ledger.sql`insert into stripe_balances values ('acct_1Seller', 'eur', 0, 0, 0, null, now())`;
    expect(await outcome()).toBe('held');
    await ledger.sql`update stripe_balances set available = -1 where currency = 'eur'`;
    expect(await outcome()).toBe('broken');
  });

  it('money that Stripe calls available and we have not moved yet is unknown, then held', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      balanceTransaction({ balanceTransactionId: 'txn_new', status: 'available' }),
    ]);
    await books.stripeSays({ available: 1482, pending: 0 });
    expect(await outcome()).toBe('unknown');
    await postAvailability(ledger.ctx);
    await books.stripeSays({ available: 1482, pending: 0 });
    expect(await outcome()).toBe('held');
  });

  it('a lost pair of books is a break even when Stripe is not asked', async () => {
    await ledger.tamper('update ledger_balances set debits = debits - 941 where ledger_account_code = 1110');
    expect(await outcome()).toBe('broken');
  });
});

describe('an account that has disconnected', () => {
  const SINCE = '2026-11-01T00:00:00Z';
  const READ_AT = '2026-10-20T00:00:00Z';
  const compared = async (from?: Date) => {
    const report = (await books.check(from)).get('agrees_with_stripe');
    return {
      outcome: report?.outcome,
      findings: report?.findings,
      notes: report?.notes,
      noteCount: report?.noteCount,
    };
  };

  beforeEach(async () => {
    await ledger.sql`
      insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
        details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength,
        lock_reasons, created_at_stripe, read_at, deauthorized_at)
      values ('acct_1Seller', false, 'v1', 'Seller', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now(), ${SINCE})`;
    await books.stripeSays({ available: 541, pending: 941, readAt: READ_AT });
  });
  afterEach(() => ledger.tamper('delete from connected_accounts'));

  it('is a note and leaves the promise kept, in a timed check as in a full one', async () => {
    const kept = {
      outcome: 'held',
      findings: [],
      notes: [{ id: 'acct_1Seller usd', text: `Disconnected since ${SINCE}, last agreed at ${READ_AT}.` }],
      noteCount: 1,
    };
    expect(await compared()).toEqual(kept);
    expect(await compared(new Date('2026-10-01T00:00:00Z'))).toEqual(kept);
  });

  it('that moved money after its last Balance agreed as long as anybody could look', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_after', occurredAt: new Date('2026-10-25T00:00:00Z') }),
    ]);
    for (const from of [undefined, new Date('2026-10-01T00:00:00Z')])
      expect(await compared(from)).toMatchObject({
        outcome: 'held',
        notes: [{ text: expect.stringContaining(`last agreed at ${READ_AT}`) as string }],
      });
  });

  it('hides no break: neither of its last Balance nor of its books', async () => {
    await books.stripeSays({ available: 540, pending: 941, readAt: READ_AT });
    for (const from of [undefined, new Date('2026-10-01T00:00:00Z')])
      expect(await compared(from)).toMatchObject({
        outcome: 'broken',
        notes: [],
        findings: [{ text: expect.stringContaining('its last Balance did not agree') as string }],
      });
    await books.stripeSays({ available: 541, pending: 941, readAt: READ_AT });
    await ledger.tamper('update ledger_balances set debits = debits - 941 where ledger_account_code = 1110');
    expect(await compared()).toMatchObject({ outcome: 'broken', notes: [] });
  });

  it('whose Balance was never read is named, and does not trouble the others', async () => {
    await ledger.tamper('delete from stripe_balances');
    expect(await compared()).toMatchObject({
      outcome: 'held',
      notes: [{ text: expect.stringContaining('its Balance was never read') as string }],
    });
    await ledger.tamper('delete from connected_accounts');
    await ledger.tamper("update balance_transactions set first_seen_at = now() - interval '16 minutes'");
    expect((await compared()).outcome).not.toBe('held');
  });
});

describe('money that Stripe keeps back', () => {
  const reserve = (amount: bigint) =>
    recordBalanceTransactions(ledger.ctx, [
      plainTransaction({
        balanceTransactionId: 'txn_reserve',
        connectedAccountId: 'platform',
        type: 'reserve_transaction',
        reportingCategory: 'connect_reserved_funds',
        amount,
      }),
    ]);

  it('for connected accounts is compared with the platform’s Balance', async () => {
    await reserve(-50n);
    await books.stripeSays({ owner: 'platform', available: -50, pending: 0, reserved: 50 });
    expect((await books.outcomes())['agrees_with_stripe']).toBe('held');
    await books.stripeSays({ owner: 'platform', available: -50, pending: 0, reserved: 49 });
    for (const from of [undefined, new Date('2026-10-01T00:00:00Z')])
      expect(findingsOf(await books.check(from), 'agrees_with_stripe')).toEqual([
        [
          'platform usd',
          expect.stringContaining(
            '-50 available, 0 pending, 49 reserved; ledger -50 available, 0 pending, 50 reserved',
          ),
        ],
      ]);
  });

  it('in a risk reserve is compared with its balance transactions, which is all that Stripe tells', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_hold', type: 'reserve_hold', amount: -100n }),
      plainTransaction({
        balanceTransactionId: 'txn_kept',
        type: 'reserve_hold',
        amount: 100n,
        balanceType: 'risk_reserved',
      }),
    ]);
    await books.stripeSays({ available: 441, pending: 941 });
    expect((await books.outcomes())['agrees_with_stripe']).toBe('held');
    await ledger.tamper('update ledger_balances set debits = debits + 1 where ledger_account_code = 1140');
    expect(findingsOf(await books.check(), 'agrees_with_stripe')).toEqual([
      [
        'acct_1Seller usd',
        'The ledger differs from the balance transactions: 1140 risk reserve: ledger 101, balance transactions 100.',
      ],
    ]);
  });
});

describe('a timed check', () => {
  const SINCE = new Date('2026-10-01T00:00:00Z');

  it('reads balance transactions of an account only where its running balances do not agree', async () => {
    await books.stripeSays({ available: 541, pending: 941 });
    // Nothing says so but the rows themselves, which only a full check adds up.
    await ledger.tamper(
      "update balance_transactions set net = net + 1, amount = amount + 1 where balance_transaction_id = 'txn_payout'",
    );
    expect((await books.outcomes(SINCE))['agrees_with_stripe']).toBe('held');
    expect((await books.outcomes())['agrees_with_stripe']).toBe('broken');
  });

  it('finds a Balance that differs, and says it like a full check', async () => {
    await books.stripeSays({ available: 540, pending: 941 });
    const timed = (await books.check(SINCE)).get('agrees_with_stripe');
    const full = (await books.check()).get('agrees_with_stripe');
    expect(timed).toMatchObject({
      outcome: 'broken',
      findings: full?.findings,
      covers: 'recent',
      coveredFrom: SINCE,
    });
    expect(full).toMatchObject({ covers: 'everything', coveredFrom: null });
  });

  it('does not call broken what an old row that became available meanwhile explains', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      balanceTransaction({ balanceTransactionId: 'txn_new', status: 'available' }),
    ]);
    await postAvailability(ledger.ctx);
    await books.stripeSays({
      available: 541,
      pending: 941,
      readAt: new Date(Date.now() - 60_000).toISOString(),
    });
    await ledger.tamper(
      "update balance_transactions set first_seen_at = '2026-10-05T09:00:00Z', posted_at = '2026-10-05T09:00:00Z'",
    );
    const later = new Date('2026-11-01T00:00:00Z');
    expect((await books.outcomes(later))['agrees_with_stripe']).toBe('unknown');
  });
});
