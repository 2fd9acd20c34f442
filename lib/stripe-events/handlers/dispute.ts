import type { StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** A dispute withdrew or reinstated money, with its fee; one dispute can have several balance transactions. */
export const disputeChanged: StripeEventHandler = ({ connectedAccountId }) => moneyMoved(connectedAccountId);
