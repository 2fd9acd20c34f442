import type { StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** Stripe or the platform set money aside, or released it. */
export const reserveMovedMoney: StripeEventHandler = ({ connectedAccountId }) =>
  moneyMoved(connectedAccountId);

/** A plan says what will be set aside; each hold has its own event. */
export const reservePlanChanged: StripeEventHandler = () => [];
