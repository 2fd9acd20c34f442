import { PLATFORM } from '#drizzle/schema/columns.ts';
import { objectIdOf, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** A payout was created, moved on, or became tied to its balance transactions. */
export const payoutChanged: StripeEventHandler = (event) => [
  { kind: 'payout', connectedAccountId: event.connectedAccountId, payoutId: objectIdOf(event) },
  ...moneyMoved(event.connectedAccountId),
];

/** A failed payout also disables its bank account, and may follow `payout.paid`. */
export const payoutFailed: StripeEventHandler = (event) =>
  event.connectedAccountId === PLATFORM
    ? payoutChanged(event)
    : [{ kind: 'connected_account', connectedAccountId: event.connectedAccountId }, ...payoutChanged(event)];
