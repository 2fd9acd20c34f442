import { idAt, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** Money moved between the platform and `destination`, which gets no event of its own for it. */
export const transferMovedMoney: StripeEventHandler = (event) =>
  moneyMoved(event.connectedAccountId, idAt(event, 'destination'));
