import type { Refresh } from './refresh.ts';

/** What to read when money may have moved in these accounts; nulls and repetitions are left out. */
export function moneyMoved(...connectedAccountIds: readonly (string | null)[]): Refresh[] {
  return [...new Set(connectedAccountIds)]
    .filter((connectedAccountId) => connectedAccountId !== null)
    .flatMap((connectedAccountId): Refresh[] => [
      { kind: 'balance_transactions', connectedAccountId },
      { kind: 'balance', connectedAccountId },
    ]);
}
