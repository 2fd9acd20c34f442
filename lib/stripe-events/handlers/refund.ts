import type { StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** A refund took money, or failed later and gave it back. What it reverses elsewhere has its own transfer event. */
export const refundChanged: StripeEventHandler = ({ connectedAccountId }) => moneyMoved(connectedAccountId);
