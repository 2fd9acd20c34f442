import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { readAsOwner } from '../db/as-owner.ts';
import { database } from '../db/client.ts';
import type { HoldView } from '../holds/types.ts';
import { readAskingFacts } from './asking-facts.ts';
import { portalHolds, portalRequests, requestOf } from './portal-rows.ts';
import { holdInWords, toldOf } from './rules/holds-in-words.ts';

/**
 * For colleagues: what of the portal of an account stands there for each of its open holds now, as sentences by the hold's id. It is read and
 * worded as the portal is; a hold that is not on its pages has none. @param shown where none of these is open nothing is read @throws DomainError `forbidden`, `not_found`
 */
export async function readWhatOwnerReads(
  ctx: Context,
  connectedAccountId: string,
  shown: readonly Pick<HoldView, 'state'>[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  authorize(ctx, 'payouts.read');
  if (shown.every(({ state }) => state === 'released')) return new Map();
  const facts = await readAskingFacts(database(), connectedAccountId);
  const { intervals, holds, requests } = await readAsOwner(connectedAccountId, async (tx) => ({
    intervals: await tx.execute<{ interval: string | null }>(sql`
      select payout_interval as interval from connected_accounts where connected_account_id = ${connectedAccountId}`),
    holds: await portalHolds(tx, connectedAccountId),
    requests: await portalRequests(tx, connectedAccountId),
  }));
  const payoutInterval = intervals[0]?.interval ?? null;
  const account = toldOf(facts, { payoutsEnabled: facts.payoutsEnabled, payoutInterval }, holds);
  const waiting = requests.rows.map(requestOf);
  return new Map(holds.map((hold) => [hold.holdId, holdInWords(account, hold, waiting)]));
}
