import type { BalanceTransactionRow } from '#lib/ledger/types.ts';

const FIRST_CHARGE_AT = Date.UTC(2026, 8, 1);
const SPREAD_SECONDS = 60 * 24 * 3600;
const PENDING_MS = 2 * 24 * 3600 * 1000;

/**
 * Charges over 60 days, spread over `accounts` connected accounts from `firstAccount` on: three lines each, gross, fee
 * and net, as in the reference schema.
 */
export function charges(
  count: number,
  firstNumber: number,
  accounts: { first: number; count: number },
): BalanceTransactionRow[] {
  return Array.from({ length: count }, (_, index) => {
    const number = firstNumber + index;
    // 7919 is prime, so times are spread evenly and in no order.
    const occurredAt = new Date(FIRST_CHARGE_AT + ((number * 7919) % SPREAD_SECONDS) * 1000);
    return {
      balanceTransactionId: `txn_bench${String(number).padStart(12, '0')}`,
      occurredAt,
      connectedAccountId: `acct_bench${String(accounts.first + (number % accounts.count)).padStart(4, '0')}`,
      currency: 'usd',
      amount: 1000n,
      fee: 30n,
      net: 970n,
      feeDetails: [{ amount: 30, type: 'stripe_fee', application: null, description: null }],
      type: 'charge',
      reportingCategory: 'charge',
      balanceType: 'payments',
      status: 'pending',
      availableAt: new Date(occurredAt.getTime() + PENDING_MS),
      sourceId: `ch_bench${String(number)}`,
      exchangeRate: null,
      description: null,
    };
  });
}
