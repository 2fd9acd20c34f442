import type { Context } from '../context.ts';
import { refreshKey, type Refresh } from './refresh.ts';

/** Reads one thing again from Stripe and stores it; its repetition is harmless. */
export type RunRefresh = (ctx: Context, refresh: Refresh) => Promise<unknown>;

/** Inside one connected account: who it is, then its money, then the balance that must agree with that money. */
const KIND_ORDER: Record<Refresh['kind'], number> = {
  connected_account: 0,
  balance_transactions: 1,
  payout: 2,
  dispute: 3,
  balance: 4,
};

function groupByConnectedAccount(refreshes: readonly Refresh[]): Refresh[][] {
  const unique = new Map(refreshes.map((refresh) => [refreshKey(refresh), refresh]));
  const groups = Map.groupBy(unique.values(), (refresh) => refresh.connectedAccountId);
  return [...groups.values()].map((group) =>
    group.toSorted((a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind]),
  );
}

/**
 * Runs each different refresh once: connected accounts beside each other, one account's refreshes in order.
 * @returns the errors by refresh key; a refresh that is not in it succeeded. One failure stops no other refresh.
 */
export async function runRefreshes(
  ctx: Context,
  refreshes: readonly Refresh[],
  options: { runRefresh: RunRefresh; concurrency: number },
): Promise<Map<string, unknown>> {
  const errors = new Map<string, unknown>();
  const groups = groupByConnectedAccount(refreshes).values();
  const lane = async (): Promise<void> => {
    for (const group of groups)
      // one iterator for all lanes: each takes the next group
      for (const refresh of group) {
        try {
          await options.runRefresh(ctx, refresh);
        } catch (error) {
          // Not swallowed: it becomes the verdict on every event that needed this refresh.
          errors.set(refreshKey(refresh), error);
        }
      }
  };
  await Promise.all(Array.from({ length: options.concurrency }, lane));
  return errors;
}
