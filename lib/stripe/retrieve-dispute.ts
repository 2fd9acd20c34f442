import type { DisputeSnapshot } from '../connected-accounts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { isReadWithCharge, mapDispute } from './map/dispute.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** @throws StripeReadError, `not_found` when that account has no such dispute */
export async function retrieveDispute(
  connectedAccountId: string,
  disputeId: string,
  options: ReadOptions = {},
): Promise<DisputeSnapshot> {
  const option = stripeAccountOption(connectedAccountId);
  const params = isReadWithCharge(connectedAccountId) ? { expand: ['charge'] } : undefined;
  const dispute = await readStripe(
    () => stripeClient().disputes.retrieve(disputeId, params, option),
    options,
  );
  return mapDispute(dispute, connectedAccountId);
}
