import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { jobContext, type Context } from '../context.ts';
import { noteOwnerReturn } from './note-owner-return.ts';

/**
 * Reads the acting owner's account from Stripe again: leaving a form of Stripe's says nothing about what was given.
 * @throws DomainError `forbidden`; StripeReadError when Stripe stays unavailable
 */
export async function fetchOwnAccount(ctx: Context): Promise<void> {
  const { connectedAccountId } = await noteOwnerReturn(ctx, {});
  await fetchConnectedAccount(jobContext('reread-own-account'), connectedAccountId);
}
