import type { ExternalAccountSnapshot } from '../connected-accounts/schemas.ts';
import { stripeClient } from './client.ts';
import { mapExternalAccount } from './map/external-account.ts';
import { eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';

/**
 * All external accounts of a connected account; the account object itself shows only the first ten.
 * @throws StripeReadError
 */
export async function listExternalAccounts(
  connectedAccountId: string,
  options: ReadOptions = {},
): Promise<ExternalAccountSnapshot[]> {
  const found: ExternalAccountSnapshot[] = [];
  const pages = eachPage(
    (cursor) => stripeClient().accounts.listExternalAccounts(connectedAccountId, cursor),
    options,
  );
  for await (const page of pages) found.push(...page.map(mapExternalAccount));
  return found;
}
