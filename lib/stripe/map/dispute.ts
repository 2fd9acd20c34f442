import type { Stripe } from 'stripe';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { fromUnixSeconds } from '../../clock.ts';
import type { DisputeSnapshot } from '../../connected-accounts/schemas.ts';
import { currency } from '../../money/currency.ts';
import { minorUnits } from '../../money/money.ts';
import { idOf } from './id-of.ts';

/** Whether a dispute is read with its charge, which says who was paid out of it: only the platform's charges pay others. */
export function isReadWithCharge(connectedAccountId: string): boolean {
  return connectedAccountId === PLATFORM;
}

function transferDestinationOf({ charge }: Stripe.Dispute): string | null {
  return typeof charge === 'string' ? null : idOf(charge.transfer_data?.destination);
}

/** Evidence itself stays at Stripe: it is about a customer. @throws RangeError when an amount is not exact */
export function mapDispute(dispute: Stripe.Dispute, connectedAccountId: string): DisputeSnapshot {
  const { evidence_details: evidence } = dispute;
  return {
    disputeId: dispute.id,
    connectedAccountId,
    livemode: dispute.livemode,
    occurredAt: fromUnixSeconds(dispute.created),
    amount: minorUnits(dispute.amount),
    currency: currency(dispute.currency),
    status: dispute.status,
    reason: dispute.reason,
    networkReasonCode: dispute.network_reason_code ?? null,
    chargeId: idOf(dispute.charge) ?? '',
    paymentIntentId: idOf(dispute.payment_intent),
    transferDestination: transferDestinationOf(dispute),
    isChargeRefundable: dispute.is_charge_refundable,
    // Stripe sends 0 where there is no deadline, such as for a dispute that is closed at once.
    evidenceDueAt: evidence.due_by ? fromUnixSeconds(evidence.due_by) : null,
    hasEvidence: evidence.has_evidence,
    submissionCount: evidence.submission_count,
    balanceTransactionIds: dispute.balance_transactions.map(({ id }) => id),
  };
}
