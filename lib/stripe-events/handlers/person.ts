import type { StripeEventHandler } from '../stripe-event.ts';

/** A person of the connected account changed, which moves its requirements. */
export const personChanged: StripeEventHandler = ({ connectedAccountId }) => [
  { kind: 'connected_account', connectedAccountId },
];
