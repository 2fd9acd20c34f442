import type { BalanceTransactionRow } from '#lib/ledger/types.ts';

const CONNECTED_ACCOUNTS = 200;
const FIRST_CHARGE_AT = Date.UTC(2026, 8, 1);
const SPREAD_MS = 60 * 24 * 3600 * 1000;

/** Charges of 200 connected accounts over 60 days: three lines each, gross, fee and net, as in the peer's schema. */
export function charges(count: number, firstNumber: number): BalanceTransactionRow[] {
  return Array.from({ length: count }, (_, index) => {
    const number = firstNumber + index;
    const occurredAt = new Date(FIRST_CHARGE_AT + ((number * 7919) % (SPREAD_MS / 1000)) * 1000);
    return {
      balanceTransactionId: `txn_bench${String(number).padStart(12, '0')}`,
      occurredAt,
      connectedAccountId: `acct_bench${String(number % CONNECTED_ACCOUNTS).padStart(4, '0')}`,
      currency: 'usd',
      amount: 1000n,
      fee: 30n,
      net: 970n,
      feeDetails: [{ amount: 30, type: 'stripe_fee', application: null, description: null }],
      type: 'charge',
      reportingCategory: 'charge',
      balanceType: 'payments',
      status: 'pending',
      availableAt: new Date(occurredAt.getTime() + 2 * 24 * 3600 * 1000),
      sourceId: `ch_bench${String(number)}`,
      exchangeRate: null,
      description: null,
    };
  });
}
