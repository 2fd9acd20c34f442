import type { PayoutSnapshot } from '../payouts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { mapPayout } from './map/payout.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** @throws StripeReadError, `not_found` when that account has no such payout */
export async function retrievePayout(
  connectedAccountId: string,
  payoutId: string,
  options: ReadOptions = {},
): Promise<PayoutSnapshot> {
  const option = stripeAccountOption(connectedAccountId);
  const payout = await readStripe(
    () => stripeClient().payouts.retrieve(payoutId, undefined, option),
    options,
  );
  return mapPayout(payout, connectedAccountId);
}
