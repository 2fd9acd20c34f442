import { fromUnixSeconds } from '../clock.ts';
import { stripeClient } from './client.ts';
import { eachPage } from './page.ts';
import type { ReadOptions } from './read-options.ts';

/** `createdAt` is null where Stripe does not tell us (an account that we do not control). */
export type ListedConnectedAccount = { connectedAccountId: string; createdAt: Date | null };

/** Pages of the platform's connected accounts, newest first. @throws StripeReadError */
export async function* listConnectedAccounts(
  options: ReadOptions = {},
): AsyncGenerator<ListedConnectedAccount[]> {
  for await (const page of eachPage((cursor) => stripeClient().accounts.list(cursor), options)) {
    yield page.map(({ id, created }) => ({
      connectedAccountId: id,
      createdAt: created === undefined ? null : fromUnixSeconds(created),
    }));
  }
}
