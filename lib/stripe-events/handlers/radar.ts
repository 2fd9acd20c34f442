import { idAt, type RiskFactReader, type StripeEventHandler } from '../stripe-event.ts';
import { textAt, toldFact } from '../told-fact.ts';

/** The card issuer fears fraud. Nothing moved yet. */
export const earlyFraudWarning: StripeEventHandler = () => [];

/** It names a charge and neither its amount nor its currency. */
export const warningTold: RiskFactReader = (event) =>
  toldFact(event, 'warning', { chargeId: idAt(event, 'charge'), reason: textAt(event.object, 'fraud_type') });
