import type { StripeEventHandler } from '../stripe-event.ts';

/** A capability was granted, restricted or lost. */
export const capabilityChanged: StripeEventHandler = ({ connectedAccountId }) => [
  { kind: 'connected_account', connectedAccountId },
];
