import type { PayoutSnapshot } from '../payouts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { mapPayout } from './map/payout.ts';
import { createdRange, eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';

type Filter = ReadOptions & { createdFrom: Date; createdTo?: Date };

/**
 * Pages of payouts of one connected account or of `platform`, newest first.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function* listPayouts(
  connectedAccountId: string,
  filter: Filter,
): AsyncGenerator<PayoutSnapshot[]> {
  const params = createdRange(filter.createdFrom, filter.createdTo);
  const pages = eachPage(
    (cursor) =>
      stripeClient().payouts.list({ ...params, ...cursor }, stripeAccountOption(connectedAccountId)),
    filter,
  );
  for await (const page of pages) yield page.map((payout) => mapPayout(payout, connectedAccountId));
}
