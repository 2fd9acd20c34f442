import type { CurrencyBalanceSnapshot } from '../connected-accounts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { mapBalance } from './map/balance.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** Stripe's Balance of one account or of `platform`, now; Stripe keeps no history of it. @throws StripeReadError */
export async function retrieveBalance(
  connectedAccountId: string,
  options: ReadOptions = {},
): Promise<CurrencyBalanceSnapshot[]> {
  const option = stripeAccountOption(connectedAccountId);
  return mapBalance(await readStripe(() => stripeClient().balance.retrieve(undefined, option), options));
}
