import { idAt, type RiskFactReader, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';
import { partAt, textAt, toldFact } from '../told-fact.ts';

/** A refund took money, or failed later and gave it back. What it reverses elsewhere has its own transfer event. */
export const refundChanged: StripeEventHandler = ({ connectedAccountId }) => moneyMoved(connectedAccountId);

/** Stripe's own refund of a payment that was never captured. */
const BY_STRIPE = 'expired_uncaptured_charge';

/**
 * Whether the seller had no part in it. Stripe names neither the key nor the person behind a refund, so the platform says so
 * in its metadata: `sluice_refund_id` of ours, or `refunded_by` = `platform`. A buyer's request that the platform's shop
 * passes on is the seller's.
 */
function isPlatformMade(object: Readonly<Record<string, unknown>>): boolean {
  const metadata = partAt(object, 'metadata');
  return (
    textAt(object, 'reason') === BY_STRIPE ||
    textAt(metadata, 'sluice_refund_id') !== null ||
    textAt(metadata, 'refunded_by') === 'platform'
  );
}

/** Money goes back to a customer; that it may fail later takes nothing from what it says of the seller. */
export const refundTold: RiskFactReader = (event) => {
  // The seller's side of a reversed transfer: what the customer got back is the platform's refund.
  if (idAt(event, 'source_transfer_reversal') !== null) return [];
  return toldFact(event, 'refund', {
    chargeId: idAt(event, 'charge'),
    reason: textAt(event.object, 'reason'),
    isPlatformMade: isPlatformMade(event.object),
  });
};
