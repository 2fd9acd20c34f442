import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { balanceTransaction, plainTransaction, SELLER } from '../balance-transaction.fixture.ts';
import { CHART_OF_ACCOUNTS, LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import { bookingAlarms, draftAvailability, draftBooking } from '../draft-balance-transaction.ts';
import type { BalanceTransactionRow } from '../types.ts';
import { familyOf, KNOWN_TYPES } from './families.ts';
import { lines, signed } from './posting-lines.fixture.ts';

/** The values of `type` as the installed SDK lists them: a new one there must get a family here. */
const [, union = ''] =
  /type Type = ([^;]+);/.exec(
    readFileSync('node_modules/stripe/esm/resources/BalanceTransactions.d.ts', 'utf8'),
  ) ?? [];
const STRIPE_TYPES = [...union.matchAll(/'([a-z_]+)'/g)].map((match) => match[1] ?? '');

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
