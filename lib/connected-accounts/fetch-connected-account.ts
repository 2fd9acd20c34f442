import { PLATFORM } from '#drizzle/schema/columns.ts';
import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { isPermissionLost } from '../stripe/errors.ts';
import { listExternalAccounts } from '../stripe/list-external-accounts.ts';
import type { ReadOptions } from '../stripe/read-options.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { retrieveBalanceSettings } from '../stripe/retrieve-balance-settings.ts';
import { retrieveConnectedAccount } from '../stripe/retrieve-connected-account.ts';
import { fetchDisconnection } from './fetch-disconnection.ts';
import { syncConnectedAccount } from './sync-connected-account.ts';

/** `superseded`: a newer read was stored meanwhile. `platform`: has no mirror; nothing was read. */
export type ConnectedAccountFetch = 'synced' | 'superseded' | 'deauthorized' | 'platform';

/**
 * Reads account, payout settings and destinations from Stripe and mirrors them.
 * An account that has disconnected us is marked, which is a result and not an error.
 * @throws StripeReadError when Stripe stays unavailable, or refuses a part although the account lets us in; nothing is changed then
 */
export async function fetchConnectedAccount(
  ctx: Context,
  connectedAccountId: string,
  options: Pick<ReadOptions, 'signal'> = {},
): Promise<ConnectedAccountFetch> {
  if (connectedAccountId === PLATFORM) return 'platform';
  const readAt = now();
  const read = { ...options, priority: readPriority(ctx) };
  try {
    const [account, settings] = await Promise.all([
      retrieveConnectedAccount(connectedAccountId, read),
      retrieveBalanceSettings(connectedAccountId, read),
    ]);
    // After the account: where Stripe has switched payouts on because of a first destination, that one is in the list.
    const externalAccounts = await listExternalAccounts(connectedAccountId, read);
    const { isApplied } = await syncConnectedAccount(ctx, { account, settings, externalAccounts, readAt });
    return isApplied ? 'synced' : 'superseded';
  } catch (error) {
    if (!isPermissionLost(error)) throw error;
    await fetchDisconnection(ctx, connectedAccountId, error);
    return 'deauthorized';
  }
}
