import type { Context } from '../context.ts';
import { databaseClient } from '../db/client.ts';
import { isOutage, isPermissionLost } from '../stripe/errors.ts';
import { listBalanceTransactions } from '../stripe/list-balance-transactions.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';

type Options = { connectedAccountId?: string; signal?: AbortSignal };

type Window = { connected_account_id: string; rows: number; oldest: string; newest: string };

/** Windows of one run; what is left over is due in the next one, oldest first. */
const WINDOWS_MAX = 500;

/**
 * Re-reads balance transactions that are still pending here although their `available_on` has passed at `ctx.now`.
 * One listing per account and UTC day of creation, because money of one day becomes available together.
 * Accounts take turns, so that a long backlog of one does not keep the others waiting; disconnected ones are left out.
 * An account that cannot be read stops no other: its error is thrown after all of them had their turn.
 * @returns how many rows were due and how many windows were read
 * @throws StripeReadError at once when Stripe stays unavailable, else the first account's error at the end
 */
export async function refreshDueAvailability(
  ctx: Context,
  options: Options = {},
): Promise<{ due: number; windows: number }> {
  const windows = await dueWindows(ctx, options.connectedAccountId ?? null);
  const failed = new Map<string, Error>();
  let due = 0;
  for (const window of windows) {
    const connectedAccountId = window.connected_account_id;
    if (failed.has(connectedAccountId)) continue;
    try {
      const pages = listBalanceTransactions(connectedAccountId, {
        createdFrom: new Date(window.oldest),
        createdTo: new Date(window.newest),
        priority: readPriority(ctx),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      for await (const page of pages) await recordBalanceTransactions(ctx, page);
      due += window.rows;
    } catch (error) {
      if (options.connectedAccountId !== undefined || isOutage(error)) throw error;
      failed.set(connectedAccountId, error instanceof Error ? error : new Error(String(error)));
    }
  }
  // Whoever has just disconnected us is marked by the account's own sync.
  const unexpected = [...failed.values()].find((error) => !isPermissionLost(error));
  if (unexpected !== undefined) throw unexpected;
  return { due, windows: windows.length };
}

async function dueWindows(ctx: Context, connectedAccountId: string | null): Promise<Window[]> {
  const sql = databaseClient();
  return sql<Window[]>`
    select connected_account_id, count(*)::int as rows,
           to_char(min(occurred_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as oldest,
           to_char(max(occurred_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as newest
    from balance_transactions
    where status = 'pending' and availability_posted_at is null and available_at <= ${ctx.now.toISOString()}
      and (${connectedAccountId}::text is null or connected_account_id = ${connectedAccountId})
      and not exists (select from connected_accounts as owner
                      where owner.connected_account_id = balance_transactions.connected_account_id
                        and owner.deauthorized_at is not null)
    group by connected_account_id, date_trunc('day', occurred_at)
    order by row_number() over (partition by connected_account_id order by min(available_at)), min(available_at),
             connected_account_id
    limit ${WINDOWS_MAX}`;
}
