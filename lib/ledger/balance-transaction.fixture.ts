import type { BalanceTransactionRow } from './types.ts';

export const SELLER = 'acct_1Seller';

const OCCURRED_AT = new Date('2026-10-05T09:00:00Z');
const TWO_DAYS_MS = 2 * 24 * 3600 * 1000;

/** A charge of 10.00 usd with a fee of 0.59 in a seller's book, pending for two days; `net` follows `amount` and `fee`. */
export function balanceTransaction(overrides: Partial<BalanceTransactionRow> = {}): BalanceTransactionRow {
  const row = {
    balanceTransactionId: 'txn_1',
    occurredAt: OCCURRED_AT,
    connectedAccountId: SELLER,
    currency: 'usd',
    amount: 1000n,
    fee: 59n,
    feeDetails: [
      { amount: 30, type: 'application_fee', application: 'ca_1', description: null },
      { amount: 29, type: 'stripe_fee', application: null, description: null },
    ],
    type: 'charge',
    reportingCategory: 'charge',
    balanceType: 'payments',
    status: 'pending' as const,
    availableAt: new Date((overrides.occurredAt ?? OCCURRED_AT).getTime() + TWO_DAYS_MS),
    sourceId: 'ch_1',
    exchangeRate: null,
    description: null,
    ...overrides,
  };
  const { amount, fee } = row;
  return { ...row, net: overrides.net ?? amount - fee };
}

/** A row without fees that is available at once. */
export function plainTransaction(overrides: Partial<BalanceTransactionRow> = {}): BalanceTransactionRow {
  const occurredAt = overrides.occurredAt ?? OCCURRED_AT;
  return balanceTransaction({
    fee: 0n,
    feeDetails: [],
    status: 'available',
    availableAt: occurredAt,
    ...overrides,
  });
}
