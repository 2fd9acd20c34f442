import { isNull } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { listConnectedAccounts } from '../stripe/list-connected-accounts.ts';
import type { ReadOptions } from '../stripe/read-options.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { fetchConnectedAccount } from './fetch-connected-account.ts';

/** `failed` names the accounts that could not be read this time, with the reason; the others are synced. */
export type AllConnectedAccountsProgress = {
  listed: number;
  synced: number;
  deauthorized: number;
  failed: { connectedAccountId: string; reason: string }[];
};

type Options = Pick<ReadOptions, 'signal'> & {
  /** Called after every account; a throw ends the run. */
  onProgress?: (progress: AllConnectedAccountsProgress) => void | Promise<void>;
};

/** The limiter decides the speed; this only bounds how many accounts are half read at a time. */
const ACCOUNTS_AT_ONCE = 4;

/**
 * Lists the platform's connected accounts and syncs each, and reads those that we mirror and that are not listed any
 * more. One account that cannot be read does not stop the others.
 * @throws StripeReadError when the list itself cannot be read; AbortError when `signal` is aborted
 */
export async function fetchAllConnectedAccounts(
  ctx: Context,
  options: Options = {},
): Promise<AllConnectedAccountsProgress> {
  const progress: AllConnectedAccountsProgress = { listed: 0, synced: 0, deauthorized: 0, failed: [] };
  const read = options.signal === undefined ? {} : { signal: options.signal };

  async function fetchOne(connectedAccountId: string): Promise<void> {
    options.signal?.throwIfAborted();
    try {
      const fetched = await fetchConnectedAccount(ctx, connectedAccountId, read);
      if (fetched === 'deauthorized') progress.deauthorized += 1;
      else progress.synced += 1;
    } catch (error) {
      options.signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      progress.failed.push({ connectedAccountId, reason });
    }
    await options.onProgress?.({ ...progress, failed: [...progress.failed] });
  }

  async function fetchEach(connectedAccountIds: readonly string[]): Promise<void> {
    const waiting = [...connectedAccountIds];
    const readers = Array.from({ length: ACCOUNTS_AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await fetchOne(next);
    });
    await Promise.all(readers);
  }

  const listed = new Set<string>();
  for await (const page of listConnectedAccounts({ ...read, priority: readPriority(ctx) })) {
    const ids = page.map(({ connectedAccountId }) => connectedAccountId);
    for (const id of ids) listed.add(id);
    progress.listed += ids.length;
    await fetchEach(ids);
  }
  // An account that left while we were not listening is in no list any more: reading it is what tells.
  const mirrored = await findAuthorizedConnectedAccounts();
  await fetchEach(mirrored.filter((id) => !listed.has(id)));
  return progress;
}

async function findAuthorizedConnectedAccounts(): Promise<string[]> {
  const rows = await database()
    .select({ id: connectedAccounts.connectedAccountId })
    .from(connectedAccounts)
    .where(isNull(connectedAccounts.deauthorizedAt));
  return rows.map(({ id }) => id);
}
