import type { PayoutSnapshot } from '../payouts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { mapPayout } from './map/payout.ts';
import { eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';

/** Payouts of one connected account that Stripe has not sent yet. @throws StripeReadError */
export async function listPendingPayouts(
  connectedAccountId: string,
  options: ReadOptions,
): Promise<PayoutSnapshot[]> {
  const pages = eachPage(
    (cursor) =>
      stripeClient().payouts.list({ status: 'pending', ...cursor }, stripeAccountOption(connectedAccountId)),
    options,
  );
  const found: PayoutSnapshot[] = [];
  for await (const page of pages) found.push(...page.map((payout) => mapPayout(payout, connectedAccountId)));
  return found;
}
