import type { Stripe } from 'stripe';
import { fromUnixSeconds } from '../../clock.ts';
import type { BalanceTransactionRow } from '../../ledger/types.ts';
import { currency } from '../../money/currency.ts';
import { minorUnits } from '../../money/money.ts';
import { idOf } from './id-of.ts';

/** @throws RangeError when an amount is not exact or the status is unknown: a guess would be booked */
export function mapBalanceTransaction(
  balanceTransaction: Stripe.BalanceTransaction,
  connectedAccountId: string,
): BalanceTransactionRow {
  const { status } = balanceTransaction;
  if (status !== 'pending' && status !== 'available')
    throw new RangeError(`Unknown status ${status} of ${balanceTransaction.id}`);
  return {
    balanceTransactionId: balanceTransaction.id,
    connectedAccountId,
    occurredAt: fromUnixSeconds(balanceTransaction.created),
    currency: currency(balanceTransaction.currency),
    amount: minorUnits(balanceTransaction.amount),
    fee: minorUnits(balanceTransaction.fee),
    net: minorUnits(balanceTransaction.net),
    feeDetails: balanceTransaction.fee_details.map(({ amount, type, application, description }) => ({
      amount,
      type,
      application,
      description,
    })),
    type: balanceTransaction.type,
    reportingCategory: balanceTransaction.reporting_category,
    balanceType: balanceTransaction.balance_type,
    status,
    availableAt: fromUnixSeconds(balanceTransaction.available_on),
    sourceId: idOf(balanceTransaction.source),
    // A rate is not money: kept as the text that Stripe sent, never used to compute an amount.
    exchangeRate: balanceTransaction.exchange_rate === null ? null : String(balanceTransaction.exchange_rate),
    description: balanceTransaction.description,
  };
}
