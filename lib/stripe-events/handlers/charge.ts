import { PLATFORM } from '#drizzle/schema/columns.ts';
import { idAt, type RiskFactReader, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';
import { partAt, textAt, toldFact } from '../told-fact.ts';

/** Money of a payment moved; a destination charge also moves it at `destination`. */
export const chargeMovedMoney: StripeEventHandler = (event) =>
  moneyMoved(event.connectedAccountId, idAt(event, 'destination'));

/** An attempt that moved no money: kept for the story of the payment and for risk. */
export const chargeWithoutMoney: StripeEventHandler = () => [];

const readCharge =
  (kind: 'charge' | 'decline'): RiskFactReader =>
  (event) => {
    // The seller's side of a transfer: what the customer paid is the platform's charge.
    if (idAt(event, 'source_transfer') !== null) return [];
    const { object } = event;
    const method = partAt(object, 'payment_method_details');
    const means = partAt(method, textAt(method, 'type') ?? '');
    const outcome = partAt(object, 'outcome');
    const seller = textAt(partAt(object, 'transfer_data'), 'destination') ?? idAt(event, 'on_behalf_of');
    return toldFact(event, kind, {
      ...(event.connectedAccountId === PLATFORM && seller !== null && { connectedAccountId: seller }),
      chargeId: event.objectId,
      cardCountry: textAt(means, 'country'),
      cardFingerprint: textAt(means, 'fingerprint'),
      riskLevel: textAt(outcome, 'risk_level'),
      reason: kind === 'charge' ? null : (textAt(outcome, 'reason') ?? textAt(object, 'failure_code')),
    });
  };

/** A payment was made; also one that is only authorised. */
export const chargeTaken = readCharge('charge');

/** A payment was refused by the bank or by Radar. */
export const declineTold = readCharge('decline');
