import type { ConnectedAccountSnapshot } from '../connected-accounts/schemas.ts';
import { env } from '../env.ts';
import { stripeClient } from './client.ts';
import { StripeReadError, type StripeProblem } from './errors.ts';
import { mergeAccountV2 } from './map/account-v2.ts';
import { mapAccount } from './map/account.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** Without these names v2 answers null for them. */
const INCLUDE = [
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'identity',
  'requirements',
] as const;

/**
 * The account as the platform sees it, v1 with what v2 adds where the account was made by v2.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us
 */
export async function retrieveConnectedAccount(
  connectedAccountId: string,
  options: ReadOptions = {},
): Promise<ConnectedAccountSnapshot> {
  const account = await readStripe(() => stripeClient().accounts.retrieve(connectedAccountId), options);
  const snapshot = mapAccount(account, env().livemode);
  // v1 answers for accounts made by v2 as well, but has no settings to show for them.
  const mayBeV2 = account.settings === undefined || account.settings === null;
  if (!mayBeV2) return snapshot;
  try {
    const v2 = await readStripe(
      () => stripeClient().v2.core.accounts.retrieve(connectedAccountId, { include: [...INCLUDE] }),
      options,
    );
    return mergeAccountV2(snapshot, v2);
  } catch (error) {
    // Not enabled for this platform, or a v1 account that hides its settings: the v1 view, just read, is all there is.
    if (error instanceof StripeReadError && !isPassing(error.problem)) return snapshot;
    throw error;
  }
}

/** Whether it may be answered the next time. */
function isPassing(problem: StripeProblem): boolean {
  return problem === 'unavailable' || problem === 'rate_limited';
}
