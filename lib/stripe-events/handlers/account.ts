import type { StripeEventHandler } from '../stripe-event.ts';

/** Details, requirements or our access changed. Of a deauthorised account the read fails, and that is recorded there. */
export const connectedAccountChanged: StripeEventHandler = ({ connectedAccountId }) => [
  { kind: 'connected_account', connectedAccountId },
];
