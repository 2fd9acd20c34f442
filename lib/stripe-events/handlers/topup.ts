import type { StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** Money came from, or went back to, the bank into a balance. */
export const topupChanged: StripeEventHandler = ({ connectedAccountId }) => moneyMoved(connectedAccountId);
