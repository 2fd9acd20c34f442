import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { eachPage, createdRange } from './page.ts';
import { mapEvent, type ListedEvent } from './map/event.ts';
import type { ReadOptions } from './read-options.ts';

export type { ListedEvent } from './map/event.ts';

/** `createdFrom` and `createdTo` are inclusive. `deliveryFailedOnly`: pending or failed at one endpoint at least. */
type Filter = ReadOptions & { createdFrom: Date; createdTo?: Date; deliveryFailedOnly?: boolean };

/**
 * Pages of events of one connected account or of `platform`, newest first. Stripe keeps 30 days.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function* listEvents(connectedAccountId: string, filter: Filter): AsyncGenerator<ListedEvent[]> {
  const params = {
    ...createdRange(filter.createdFrom, filter.createdTo),
    ...(filter.deliveryFailedOnly === true ? { delivery_success: false } : {}),
  };
  const pages = eachPage(
    (cursor) => stripeClient().events.list({ ...params, ...cursor }, stripeAccountOption(connectedAccountId)),
    filter,
  );
  for await (const page of pages) yield page.map((event) => mapEvent(event, connectedAccountId));
}
