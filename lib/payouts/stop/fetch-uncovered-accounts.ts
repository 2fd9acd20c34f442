import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import type { Context } from '../../context.ts';
import { listUncoveredUnread } from '../../kill-switch/step-queries.ts';
import { log } from '../../log.ts';
import { StripeReadError } from '../../stripe/errors.ts';

/** Less than a stop's own: these are the ones that it most likely does not mean. */
const CONCURRENCY = 4;

/**
 * Once what a press of a country covers is done, everybody else is read: whoever Stripe tells is in that country comes to be covered by
 * the reading itself. One that Stripe does not answer for has its turn within the hour.
 * @returns how many were read
 */
export async function fetchUncoveredAccounts(
  ctx: Context,
  { killSwitchId, signal }: { killSwitchId: string; signal?: AbortSignal | undefined },
): Promise<number> {
  const next = (await listUncoveredUnread(ctx, killSwitchId)).values();
  let read = 0;
  const lane = async (): Promise<void> => {
    // one iterator for all lanes: each takes the next account
    for (const connectedAccountId of next) {
      signal?.throwIfAborted();
      try {
        await fetchConnectedAccount(ctx, connectedAccountId);
        read += 1;
      } catch (error) {
        if (!(error instanceof StripeReadError)) throw error;
        log.warn({ err: error, connectedAccountId }, 'an account was not read after a press of a country');
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  return read;
}
