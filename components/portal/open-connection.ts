import type { StripeConnectInstance } from '@stripe/connect-js';
import { askForSession, SessionRefused, type Session } from './account-session.ts';
import { stripeAppearance } from './stripe-appearance.ts';
import { loadStripeScript } from './stripe-script.ts';

export type Opened = { instance: StripeConnectInstance; session: Session };

/**
 * Stripe's script, one session, and the components' connection with it.
 * @param onRenewed when the script has asked for another session, because the first has ended
 * @throws whatever kept the script away; SessionRefused
 */
export async function openConnection(
  publishableKey: string | null,
  onRenewed: (session: Session) => void,
): Promise<Opened> {
  if (publishableKey === null)
    throw new SessionRefused('The platform has not finished its own setup at Stripe. Ask the platform.');
  await loadStripeScript();
  const session = await askForSession();
  const { loadConnectAndInitialize } = await import('@stripe/connect-js/pure');
  let unused: string | null = session.clientSecret;
  const instance = loadConnectAndInitialize({
    publishableKey,
    // Each secret is used once: every further call is for a new session.
    fetchClientSecret: async () => {
      if (unused !== null) {
        const secret = unused;
        unused = null;
        return secret;
      }
      const renewed = await askForSession();
      onRenewed(renewed);
      return renewed.clientSecret;
    },
    appearance: stripeAppearance(),
    locale: navigator.language,
  });
  return { instance, session };
}

/** Why there is nothing to draw, in words. */
export function whyNot(error: unknown): string {
  return error instanceof SessionRefused && error.message !== ''
    ? error.message
    : 'Stripe’s script did not load. An extension of your browser, your network, or an app that shows pages by itself may keep it away.';
}
