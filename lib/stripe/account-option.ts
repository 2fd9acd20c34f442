import type { Stripe } from 'stripe';
import { PLATFORM } from '#drizzle/schema/columns.ts';

/**
 * Request options for reading or acting as a connected account; `undefined` for the platform itself.
 * Pass it as the **second** argument, after the parameters: given first, the SDK sends it as a parameter and answers
 * with the platform's own object (`stripe.balance.retrieve({ stripeAccount })` reads the wrong balance).
 */
export function stripeAccountOption(connectedAccountId: string): Stripe.RequestOptions | undefined {
  return connectedAccountId === PLATFORM ? undefined : { stripeAccount: connectedAccountId };
}
