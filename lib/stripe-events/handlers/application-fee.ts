import { idAt, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** The platform earned a fee, or returned it to `account`. */
export const applicationFeeMovedMoney: StripeEventHandler = (event) =>
  moneyMoved(event.connectedAccountId, idAt(event, 'account'));

/** A fee refund does not name the account; the charge's own refund event does. */
export const applicationFeeRefundUpdated: StripeEventHandler = ({ connectedAccountId }) =>
  moneyMoved(connectedAccountId);
