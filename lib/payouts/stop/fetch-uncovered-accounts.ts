import { fetchBalance } from '../../connected-accounts/fetch-balance.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import type { Context } from '../../context.ts';
import { log } from '../../log.ts';
import { StripeReadError } from '../../stripe/errors.ts';

/** Less than a stop's own: these are the ones that it most likely does not mean. */
const CONCURRENCY = 4;

/**
 * Reads accounts that a press of a country or a currency does not cover by what is on record of them: whoever Stripe tells is in that country,
 * or has that currency, comes to be covered by the reading itself. One that Stripe does not answer for has its turn within the hour.
 */
export async function fetchUncoveredAccounts(
  ctx: Context,
  connectedAccountIds: readonly string[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const next = connectedAccountIds.values();
  const lane = async (): Promise<void> => {
    // one iterator for all lanes: each takes the next account
    for (const connectedAccountId of next) {
      signal?.throwIfAborted();
      try {
        await fetchConnectedAccount(ctx, connectedAccountId);
        await fetchBalance(ctx, connectedAccountId);
      } catch (error) {
        if (!(error instanceof StripeReadError)) throw error;
        log.warn({ err: error, connectedAccountId }, 'an account was not read after a press');
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}
