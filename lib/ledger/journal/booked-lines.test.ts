import { describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { balanceTransaction, plainTransaction } from '../balance-transaction.fixture.ts';
import { CHART_OF_ACCOUNTS } from '../chart-of-accounts.ts';
import { draftAvailability, draftBooking } from '../draft-balance-transaction.ts';
import type { BalanceTransactionRow } from '../types.ts';
import { lines, signed } from './posting-lines.fixture.ts';

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
