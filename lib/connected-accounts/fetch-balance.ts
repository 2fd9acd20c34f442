import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { retrieveBalance } from '../stripe/retrieve-balance.ts';
import { recordStripeBalance } from './record-stripe-balance.ts';

/**
 * Reads Stripe's Balance of one account or of `platform` and mirrors it.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function fetchBalance(ctx: Context, connectedAccountId: string): Promise<void> {
  const readAt = now();
  const balances = await retrieveBalance(connectedAccountId, { priority: readPriority(ctx) });
  await recordStripeBalance(ctx, { connectedAccountId, balances, readAt });
}
