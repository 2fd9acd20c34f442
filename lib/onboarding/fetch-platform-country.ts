import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { retrievePlatformCountry } from '../stripe/retrieve-platform-country.ts';
import { notePlatformCountry } from './note-platform-country.ts';

/**
 * Compares where Stripe says that the platform is with where the setting says it is.
 * @throws StripeReadError, so that the job looks again
 */
export async function fetchPlatformCountry(ctx: Context): Promise<{ isSame: boolean }> {
  authorize(ctx, 'sellers.look_up');
  return notePlatformCountry(ctx, { atStripe: await retrievePlatformCountry() });
}
