import type { Context } from '../context.ts';
import { env } from '../env.ts';
import { createAccountLink } from '../stripe/create-account-link.ts';
import { askAccountLink } from './ask-account-link.ts';

/**
 * The address of Stripe's own page for the acting owner's details, for when its script cannot be loaded. It is theirs alone,
 * works once and for minutes.
 * @throws DomainError as `askAccountLink`; StripeReadError when Stripe refuses or does not answer
 */
export async function sendAccountLink(ctx: Context): Promise<string> {
  const { connectedAccountId } = await askAccountLink(ctx, { made: null });
  const site = env().NEXTAUTH_URL;
  const { url, ...made } = await createAccountLink({
    connectedAccountId,
    refreshUrl: new URL('/portal/account-link', site).toString(),
    returnUrl: new URL('/portal/account?from=stripe', site).toString(),
  });
  await askAccountLink(ctx, { made });
  return url;
}
