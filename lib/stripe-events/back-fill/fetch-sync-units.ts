import { PLATFORM } from '#drizzle/schema/columns.ts';
import type { Context } from '../../context.ts';
import { listConnectedAccounts } from '../../stripe/list-connected-accounts.ts';
import { readPriority } from '../../stripe/read-priority.ts';
import { knownAccounts } from './sync-cursor-queries.ts';

/**
 * The accounts that a run goes through: the platform first, then all that Stripe lists, oldest first. Accounts that have
 * disconnected us are left out unless Stripe lists them again.
 */
export async function fetchSyncUnits(ctx: Context, signal: AbortSignal): Promise<string[]> {
  const listed: string[] = [];
  for await (const page of listConnectedAccounts({ signal, priority: readPriority(ctx) }))
    listed.push(...page.map(({ connectedAccountId }) => connectedAccountId));
  const isListed = new Set(listed);
  const known = await knownAccounts(ctx);
  const unlisted = [...known].flatMap(([id, { isDeauthorized }]) =>
    isDeauthorized || isListed.has(id) ? [] : [id],
  );
  return [PLATFORM, ...listed.reverse(), ...unlisted.sort()];
}
