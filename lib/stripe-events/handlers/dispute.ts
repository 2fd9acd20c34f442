import { idAt, objectIdOf, type RiskFactReader, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';
import { textAt, toldFact } from '../told-fact.ts';

/** A dispute opened, moved on, or withdrew or reinstated money, with its fee. */
export const disputeChanged: StripeEventHandler = (event) => [
  { kind: 'dispute', connectedAccountId: event.connectedAccountId, disputeId: objectIdOf(event) },
  ...moneyMoved(event.connectedAccountId),
];

/** A customer's bank asks, or takes the money back at once; an inquiry counts from its beginning. */
export const disputeTold: RiskFactReader = (event) =>
  toldFact(event, 'dispute', { chargeId: idAt(event, 'charge'), reason: textAt(event.object, 'reason') });
