import type { Stripe } from 'stripe';
import { fromUnixSeconds } from '../../clock.ts';
import type { DisputeSnapshot } from '../../connected-accounts/schemas.ts';
import { currency } from '../../money/currency.ts';
import { minorUnits } from '../../money/money.ts';
import { idOf } from './id-of.ts';

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
    isChargeRefundable: dispute.is_charge_refundable,
    // Stripe sends 0 where there is no deadline, such as for a dispute that is closed at once.
    evidenceDueAt: evidence.due_by ? fromUnixSeconds(evidence.due_by) : null,
    hasEvidence: evidence.has_evidence,
    submissionCount: evidence.submission_count,
    balanceTransactionIds: dispute.balance_transactions.map(({ id }) => id),
  };
}
