import type { StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** Paid wholly or in part. */
export const paymentIntentMovedMoney: StripeEventHandler = ({ connectedAccountId }) =>
  moneyMoved(connectedAccountId);

/** A step that moved no money: kept for the story of the payment and for risk. */
export const paymentIntentWithoutMoney: StripeEventHandler = () => [];
