import { stripeClient } from './client.ts';
import { toStripeReadError } from './errors.ts';
import { readLimiter } from './limiter.ts';

/** `url` opens the account's details for whoever has it, once: only for its signed-in owner, never written down. */
export type CreatedAccountLink = { url: string; expiresAt: Date; stripeRequestId: string | null };

/** Somebody has pressed a button and waits for the page behind it. */
const TIMEOUT_MS = 8_000;

/**
 * A link to Stripe's own page for what it still has to know of an account, with the platform's key.
 * @param call.refreshUrl where Stripe leads with a link that is old or used; it makes a new one
 * @param call.returnUrl where Stripe leads when its page is left, finished or not
 * @throws StripeReadError
 */
export async function createAccountLink(call: {
  connectedAccountId: string;
  refreshUrl: string;
  returnUrl: string;
}): Promise<CreatedAccountLink> {
  try {
    const link = await readLimiter().run(
      () =>
        stripeClient().accountLinks.create(
          {
            account: call.connectedAccountId,
            type: 'account_onboarding',
            refresh_url: call.refreshUrl,
            return_url: call.returnUrl,
            collection_options: { fields: 'currently_due' },
          },
          { timeout: TIMEOUT_MS, maxNetworkRetries: 0 },
        ),
      'interactive',
    );
    return {
      url: link.url,
      expiresAt: new Date(link.expires_at * 1_000),
      stripeRequestId: link.lastResponse.requestId,
    };
  } catch (error) {
    throw toStripeReadError(error);
  }
}
