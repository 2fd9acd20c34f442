import { objectIdOf, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** A dispute opened, moved on, or withdrew or reinstated money, with its fee. */
export const disputeChanged: StripeEventHandler = (event) => [
  { kind: 'dispute', connectedAccountId: event.connectedAccountId, disputeId: objectIdOf(event) },
  ...moneyMoved(event.connectedAccountId),
];
