import { stripeClient } from './client.ts';
import { stopStripe } from './stop-stripe.ts';

/**
 * Switches Stripe's own payouts of one account off, in all its currencies. There is no call here that switches them on.
 * @throws StripeReadError, `refused` where the platform may not change schedules
 */
export async function setManualSchedule(
  connectedAccountId: string,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  await stopStripe(
    () =>
      stripeClient().balanceSettings.update(
        { payments: { payouts: { schedule: { interval: 'manual' } } } },
        { stripeAccount: connectedAccountId },
      ),
    options,
  );
}
