import type { DisputeSnapshot } from '../connected-accounts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { isReadWithCharge, mapDispute } from './map/dispute.ts';
import { createdRange, eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';

/**
 * Pages of disputes of one connected account or of `platform`, newest first.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function* listDisputes(
  connectedAccountId: string,
  { createdFrom, ...options }: ReadOptions & { createdFrom?: Date },
): AsyncGenerator<DisputeSnapshot[]> {
  const params = {
    ...createdRange(createdFrom),
    ...(isReadWithCharge(connectedAccountId) ? { expand: ['data.charge'] } : {}),
  };
  const pages = eachPage(
    (cursor) =>
      stripeClient().disputes.list({ ...params, ...cursor }, stripeAccountOption(connectedAccountId)),
    options,
  );
  for await (const page of pages) yield page.map((dispute) => mapDispute(dispute, connectedAccountId));
}
