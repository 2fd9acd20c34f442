import type { Stripe } from 'stripe';
import { fromUnixSeconds } from '../../clock.ts';
import { currency } from '../../money/currency.ts';
import { minorUnits } from '../../money/money.ts';
import type { PayoutSnapshot } from '../../payouts/schemas.ts';
import { idOf } from './id-of.ts';

/** @throws RangeError when an amount is not exact */
export function mapPayout(payout: Stripe.Payout, connectedAccountId: string): PayoutSnapshot {
  return {
    payoutId: payout.id,
    connectedAccountId,
    livemode: payout.livemode,
    occurredAt: fromUnixSeconds(payout.created),
    amount: minorUnits(payout.amount),
    currency: currency(payout.currency),
    status: payout.status,
    method: payout.method,
    isAutomatic: payout.automatic,
    // `arrival_date` is midnight UTC and means the day: read in another zone it would be the day before.
    arrivesOn: fromUnixSeconds(payout.arrival_date).toISOString().slice(0, 10),
    destinationId: idOf(payout.destination),
    balanceTransactionId: idOf(payout.balance_transaction),
    failureBalanceTransactionId: idOf(payout.failure_balance_transaction),
    failureCode: payout.failure_code,
    failureMessage: payout.failure_message,
    traceStatus: payout.trace_id?.status ?? null,
    traceValue: payout.trace_id?.value ?? null,
    originalPayoutId: idOf(payout.original_payout),
    reversedByPayoutId: idOf(payout.reversed_by),
    reconciliationStatus: payout.reconciliation_status,
    sourceType: payout.source_type,
    statementDescriptor: payout.statement_descriptor,
    metadata: payout.metadata ?? {},
  };
}
