import { stripeClient } from './client.ts';
import { stopStripe } from './stop-stripe.ts';

/**
 * Cancels one payout that Stripe has not sent yet; its money is back in the balance.
 * @throws StripeReadError, `refused` for one that is on its way, automatic or gone
 */
export async function cancelPayout(
  connectedAccountId: string,
  payoutId: string,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  await stopStripe(
    () => stripeClient().payouts.cancel(payoutId, undefined, { stripeAccount: connectedAccountId }),
    options,
  );
}
