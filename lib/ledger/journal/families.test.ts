import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { balanceTransaction, plainTransaction, SELLER } from '../balance-transaction.fixture.ts';
import { CHART_OF_ACCOUNTS, LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import { bookingAlarms, draftAvailability, draftBooking } from '../draft-balance-transaction.ts';
import type { BalanceTransactionRow, JournalEntryDraft } from '../types.ts';
import { familyOf, KNOWN_TYPES } from './families.ts';

/** The values of `type` as the installed SDK lists them: a new one there must get a family here. */
const [, union = ''] =
  /type Type = ([^;]+);/.exec(
    readFileSync('node_modules/stripe/esm/resources/BalanceTransactions.d.ts', 'utf8'),
  ) ?? [];
const STRIPE_TYPES = [...union.matchAll(/'([a-z_]+)'/g)].map((match) => match[1] ?? '');

/** `1110 debit 941 net`, one line each. */
function lines(draft: JournalEntryDraft | null): string[] {
  return (draft?.postings ?? []).map(
    (line) => `${String(line.ledgerAccountCode)} ${line.side} ${String(line.amount)} ${line.component}`,
  );
}

const signed = (draft: JournalEntryDraft | null, codes: readonly number[]): bigint =>
  (draft?.postings ?? [])
    .filter((line) => codes.includes(line.ledgerAccountCode))
    .reduce((sum, line) => sum + (line.side === 'debit' ? line.amount : -line.amount), 0n);

const MONEY_AT_STRIPE = [1100, 1110, 1140, 1150, 1160, 1170];
const BOOKS = [SELLER, PLATFORM];

it('every type of the SDK has a family, and no other type has one', () => {
  expect(STRIPE_TYPES.length).toBeGreaterThan(50);
  expect(KNOWN_TYPES.toSorted()).toEqual(STRIPE_TYPES.toSorted());
});

const everyRow: [string, BalanceTransactionRow][] = STRIPE_TYPES.flatMap((type) =>
  BOOKS.flatMap((connectedAccountId) =>
    [1000n, -1000n].flatMap((amount) =>
      ['payments', 'risk_reserved', 'refund_and_dispute_prefunding', 'issuing'].map(
        (balanceType): [string, BalanceTransactionRow] => [
          `${type} ${String(amount)} ${balanceType} ${connectedAccountId}`,
          balanceTransaction({ type, connectedAccountId, amount, balanceType }),
        ],
      ),
    ),
  ),
);

it.each(everyRow)('%s: balanced, exact net at Stripe, only accounts of the chart', (_name, row) => {
  const draft = draftBooking(row);
  const chart = CHART_OF_ACCOUNTS.map(({ code }) => code);
  expect(signed(draft, chart)).toBe(0n);
  expect(signed(draft, MONEY_AT_STRIPE)).toBe(row.net);
  expect(draft?.postings.every((line) => line.amount > 0n && chart.includes(line.ledgerAccountCode))).toBe(
    true,
  );
  expect(signed(draft, [LEDGER_ACCOUNT.suspense])).toBe(0n);
  expect(bookingAlarms(row)).toEqual([]);
  const moved = [...(draft?.postings ?? []), ...(draftAvailability(row)?.postings ?? [])];
  const stillPending = moved
    .filter((line) => line.ledgerAccountCode === 1110 || line.ledgerAccountCode === 2110)
    .reduce((sum, line) => sum + (line.side === 'debit' ? line.amount : -line.amount), 0n);
  expect(stillPending).toBe(0n);
});

describe('what is booked, line by line', () => {
  const platform = { connectedAccountId: PLATFORM } as const;
  const stripeFee = (amount: number) => ({
    fee: BigInt(amount),
    feeDetails: [{ amount, type: 'stripe_fee', application: null, description: null }],
  });
  const cases: [string, BalanceTransactionRow, string[]][] = [
    [
      'a direct charge',
      balanceTransaction(),
      [
        '1110 debit 941 net',
        '2110 credit 1000 gross',
        '2110 debit 30 application_fee',
        '2110 debit 29 stripe_fee',
      ],
    ],
    [
      'a charge of the platform',
      balanceTransaction({ ...platform, ...stripeFee(59) }),
      ['1110 debit 941 net', '2300 credit 1000 gross', '5100 debit 59 stripe_fee'],
    ],
    [
      'a transfer',
      plainTransaction({ ...platform, type: 'transfer', amount: -941n }),
      ['1100 credit 941 net', '2300 debit 941 gross'],
    ],
    [
      'a transfer pulled back',
      plainTransaction({ ...platform, type: 'transfer_refund', amount: 941n }),
      ['1100 debit 941 net', '2300 credit 941 gross'],
    ],
    [
      'a destination payment',
      plainTransaction({ type: 'payment', amount: 941n }),
      ['1100 debit 941 net', '2100 credit 941 gross'],
    ],
    [
      'a partial refund that returns a fee',
      balanceTransaction({
        type: 'refund',
        amount: -500n,
        fee: -15n,
        feeDetails: [{ amount: -15, type: 'application_fee', application: 'ca_1', description: null }],
      }),
      ['1110 credit 485 net', '2110 debit 500 gross', '2110 credit 15 application_fee'],
    ],
    [
      'a refund that failed',
      plainTransaction({ type: 'refund_failure', amount: 500n }),
      ['1100 debit 500 net', '2100 credit 500 gross'],
    ],
    [
      'a dispute of the platform with its fee',
      plainTransaction({
        ...platform,
        ...stripeFee(1500),
        type: 'adjustment',
        reportingCategory: 'dispute',
        amount: -1000n,
      }),
      ['1100 credit 2500 net', '5400 debit 1000 gross', '5100 debit 1500 stripe_fee'],
    ],
    [
      'a dispute won',
      plainTransaction({
        ...platform,
        type: 'adjustment',
        reportingCategory: 'dispute_reversal',
        amount: 1000n,
      }),
      ['1100 debit 1000 net', '5400 credit 1000 gross'],
    ],
    [
      'another adjustment',
      plainTransaction({
        ...platform,
        type: 'adjustment',
        reportingCategory: 'other_adjustment',
        amount: -7n,
      }),
      ['1100 credit 7 net', '5900 debit 7 gross'],
    ],
    [
      'an application fee',
      plainTransaction({ ...platform, type: 'application_fee', amount: 30n }),
      ['1100 debit 30 net', '4100 credit 30 gross'],
    ],
    [
      'a payout of a seller, pending until it arrives',
      balanceTransaction({ type: 'payout', amount: -941n, fee: 0n, feeDetails: [] }),
      [
        '1100 credit 941 net',
        '1180 debit 941 gross',
        '2100 debit 941 seller_claim',
        '2180 credit 941 seller_claim',
      ],
    ],
    [
      'an instant payout with its fee',
      plainTransaction({ ...stripeFee(10), type: 'payout', amount: -900n }),
      [
        '1100 credit 910 net',
        '1180 debit 900 gross',
        '2100 debit 10 stripe_fee',
        '2100 debit 900 seller_claim',
        '2180 credit 900 seller_claim',
      ],
    ],
    [
      'a payout that came back',
      plainTransaction({ type: 'payout_failure', amount: 941n }),
      [
        '1100 debit 941 net',
        '1180 credit 941 gross',
        '2100 credit 941 seller_claim',
        '2180 debit 941 seller_claim',
      ],
    ],
    [
      'a debit of a seller’s bank account',
      plainTransaction({ type: 'payout', amount: 500n }),
      [
        '1100 debit 500 net',
        '1180 credit 500 gross',
        '2100 credit 500 seller_claim',
        '2180 debit 500 seller_claim',
      ],
    ],
    [
      'a payout of the platform',
      plainTransaction({ ...platform, type: 'payout', amount: -941n }),
      ['1100 credit 941 net', '1180 debit 941 gross'],
    ],
    [
      'a top-up',
      plainTransaction({ ...platform, type: 'topup', amount: 100n }),
      ['1100 debit 100 net', '1000 credit 100 gross'],
    ],
    [
      'a fee billed by itself',
      plainTransaction({ ...platform, type: 'stripe_fee', amount: -200n }),
      ['1100 credit 200 net', '5100 debit 200 gross'],
    ],
    [
      'a tax',
      plainTransaction({ ...platform, type: 'tax_fee', amount: -20n }),
      ['1100 credit 20 net', '5200 debit 20 gross'],
    ],
    [
      'money kept against negative sellers',
      plainTransaction({ ...platform, type: 'reserve_transaction', amount: -80n }),
      ['1100 credit 80 net', '1130 debit 80 gross'],
    ],
    [
      'a negative seller covered, platform',
      plainTransaction({ ...platform, type: 'connect_collection_transfer', amount: -80n }),
      ['1100 credit 80 net', '5300 debit 80 gross'],
    ],
    [
      'a negative seller covered, seller',
      plainTransaction({ type: 'connect_collection_transfer', amount: 80n }),
      ['1100 debit 80 net', '2100 credit 80 gross'],
    ],
    [
      'a reserve hold, payments side',
      plainTransaction({ type: 'reserve_hold', amount: -80n }),
      [
        '1100 credit 80 net',
        '1190 debit 80 gross',
        '2100 debit 80 seller_claim',
        '2140 credit 80 seller_claim',
      ],
    ],
    [
      'a reserve hold, reserve side',
      plainTransaction({ type: 'reserve_hold', balanceType: 'risk_reserved', amount: 80n }),
      ['1140 debit 80 net', '1190 credit 80 gross'],
    ],
    [
      'an advance',
      plainTransaction({ type: 'advance', amount: 80n }),
      ['1100 debit 80 net', '2400 credit 80 gross'],
    ],
    [
      'nothing left of a charge',
      balanceTransaction({ ...stripeFee(30), amount: 30n }),
      ['2110 credit 30 gross', '2110 debit 30 stripe_fee'],
    ],
    [
      'a fee alone',
      plainTransaction({ ...platform, ...stripeFee(30), amount: 0n }),
      ['1100 credit 30 net', '5100 debit 30 stripe_fee'],
    ],
  ];
  it.each(cases)('%s', (_name, row, expected) => {
    expect(lines(draftBooking(row))).toEqual(expected);
  });

  it('availability moves what the booking put into pending, once, at the time it became available', () => {
    const move = draftAvailability(balanceTransaction());
    expect(lines(move)).toEqual([
      '1100 debit 941 availability',
      '1110 credit 941 availability',
      '2110 debit 941 availability',
      '2100 credit 941 availability',
    ]);
    expect(move).toMatchObject({
      journalEntryId: 'jnl_1_available',
      purpose: 'available',
      effectiveAt: balanceTransaction().availableAt,
    });
    expect(draftAvailability(plainTransaction())).toBeNull();
    expect(
      draftAvailability(balanceTransaction({ type: 'payout', amount: -5n, fee: 0n, feeDetails: [] })),
    ).toBeNull();
    expect(
      lines(draftAvailability(balanceTransaction({ connectedAccountId: PLATFORM, type: 'application_fee' }))),
    ).toEqual(['1100 debit 941 availability', '1110 credit 941 availability']);
  });

  it('a reserve that is held and released leaves nothing behind', () => {
    const rows = [
      plainTransaction({ type: 'reserve_hold', amount: -80n }),
      plainTransaction({ type: 'reserve_hold', balanceType: 'risk_reserved', amount: 80n }),
      plainTransaction({ type: 'reserve_release', balanceType: 'risk_reserved', amount: -80n }),
      plainTransaction({ type: 'reserve_release', amount: 80n }),
    ];
    for (const { code } of CHART_OF_ACCOUNTS)
      expect(rows.reduce((sum, row) => sum + signed(draftBooking(row), [code]), 0n)).toBe(0n);
  });
});

describe('what nobody foresaw', () => {
  it('an unknown type goes to suspense with its fees, and raises an alarm', () => {
    const row = balanceTransaction({ type: 'invented_tomorrow' });
    expect(familyOf(row).kind).toBe('unknown');
    expect(lines(draftBooking(row))).toEqual([
      '1110 debit 941 net',
      '9900 credit 1000 gross',
      '9900 debit 30 application_fee',
      '9900 debit 29 stripe_fee',
    ]);
    expect(bookingAlarms(row)).toMatchObject([
      { kind: 'unknown_balance_transaction_type', subject: 'invented_tomorrow' },
    ]);
  });

  it('a type named like a property of every object is unknown too', () => {
    expect(familyOf({ type: 'toString', reportingCategory: '' }).kind).toBe('unknown');
    expect(familyOf({ type: '__proto__', reportingCategory: '' }).kind).toBe('unknown');
  });

  it('a fee that fee_details does not explain has a line and an alarm', () => {
    const row = balanceTransaction({ connectedAccountId: PLATFORM, fee: 61n });
    expect(lines(draftBooking(row))).toContain('5290 debit 2 unexplained_fee');
    expect(bookingAlarms(row)).toMatchObject([{ kind: 'unknown_fee', subject: 'unexplained_fee' }]);
  });

  it('a fee of a new type has a line and an alarm', () => {
    const row = balanceTransaction({
      connectedAccountId: PLATFORM,
      fee: 5n,
      feeDetails: [{ amount: 5, type: 'moon_fee', application: null, description: null }],
    });
    expect(lines(draftBooking(row))).toContain('5290 debit 5 moon_fee');
    expect(bookingAlarms(row)).toMatchObject([{ kind: 'unknown_fee', subject: 'moon_fee' }]);
  });

  it('a new balance_type stands apart, with an alarm', () => {
    const row = plainTransaction({ balanceType: 'moon_base' });
    expect(lines(draftBooking(row))).toEqual(['1170 debit 1000 net', '2140 credit 1000 gross']);
    expect(bookingAlarms(row)).toMatchObject([{ kind: 'unknown_balance_type', subject: 'moon_base' }]);
  });

  it('a row without money has nothing to book', () => {
    expect(draftBooking(plainTransaction({ amount: 0n }))).toBeNull();
    expect(draftAvailability(balanceTransaction({ amount: 0n, fee: 0n, feeDetails: [] }))).toBeNull();
  });

  it('a fee that is no integer is refused, never rounded', () => {
    expect(() =>
      draftBooking(
        balanceTransaction({
          feeDetails: [{ amount: 0.5, type: 'tax', application: null, description: null }],
        }),
      ),
    ).toThrow('Not an exact amount');
  });
});
