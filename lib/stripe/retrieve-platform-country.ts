import { stripeClient } from './client.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** The country of the account that our key belongs to, as Stripe writes it; null where Stripe does not say. @throws StripeReadError */
export async function retrievePlatformCountry(options: ReadOptions = {}): Promise<string | null> {
  const account = await readStripe(() => stripeClient().accounts.retrieveCurrent(), options);
  return account.country ?? null;
}
