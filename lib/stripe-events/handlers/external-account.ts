import type { StripeEventHandler } from '../stripe-event.ts';

/** A payout destination was added, changed or removed: the read compares all of them and keeps the history. */
export const externalAccountChanged: StripeEventHandler = ({ connectedAccountId }) => [
  { kind: 'connected_account', connectedAccountId },
];
