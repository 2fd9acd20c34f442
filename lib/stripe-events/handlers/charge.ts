import { idAt, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** Money of a payment moved; a destination charge also moves it at `destination`. */
export const chargeMovedMoney: StripeEventHandler = (event) =>
  moneyMoved(event.connectedAccountId, idAt(event, 'destination'));

/** An attempt that moved no money: kept for the story of the payment and for risk. */
export const chargeWithoutMoney: StripeEventHandler = () => [];
