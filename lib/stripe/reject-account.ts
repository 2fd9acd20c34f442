import { stripeClient } from './client.ts';
import { stopStripe } from './stop-stripe.ts';

/**
 * Rejects a connected account for the platform: it takes no payments and Stripe pays nothing out of it. What is on its way
 * to a bank goes on; what lies there stays there.
 * @param reason of Stripe's own list, as `RejectionReason` has it
 * @throws StripeReadError, `refused` where the platform does not bear the account's losses
 */
export async function rejectAccount(connectedAccountId: string, reason: string): Promise<void> {
  await stopStripe(() =>
    stripeClient().accounts.reject(connectedAccountId, {
      reason: reason, // checked when it was asked for, and by the table
      payouts_action: 'pause',
    }),
  );
}

/**
 * Takes the platform's own rejection back. No money leaves by it: Sluice's holds stay, and so does a schedule that pays only
 * when asked. @throws StripeReadError, `refused` where somebody else has rejected it
 */
export async function unrejectAccount(connectedAccountId: string): Promise<void> {
  await stopStripe(() => stripeClient().accounts.unreject(connectedAccountId));
}
