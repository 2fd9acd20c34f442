import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { reviewCost } from '../rules/expected-cost.ts';

/** One in a hundred accounts may be paused at once without a person having looked, and one in any case. */
const ACCOUNTS_PER_PAUSE = 100;
/** And in an hour money of one currency worth so many half hours of a reviewer: a quarter of a million euros. */
const REVIEWS_PER_HOUR = 10_000n;

type Pause = { readonly connectedAccountId: string; readonly currency: string; readonly exposure: bigint };

/**
 * Whether one more account may be paused by itself. A mistake of ours must not stop a whole marketplace: beyond this, people are told
 * and pause by hand. One asker at a time, until the end of the transaction.
 */
export async function mayPause(
  tx: Transaction,
  { connectedAccountId, currency, exposure }: Pause,
): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('risk:breaker', 0))`);
  const [paused] = await executeSet<{ accounts: number; lately: string }>(
    tx,
    sql`
    select count(distinct flag.connected_account_id)::int as accounts,
           coalesce(sum(flag.exposure) filter (where flag.currency = ${currency}
             and flag.opened_at > clock_timestamp() - interval '1 hour'), 0)::text as lately
    from risk_flags as flag
    where flag.state = 'open' and flag.action in ('hold', 'pause_lock') and flag.connected_account_id <> ${connectedAccountId}`,
  );
  const accounts = paused?.accounts ?? 0;
  if (accounts === 0) return true;
  if (BigInt(paused?.lately ?? 0) + exposure > reviewCost(currency) * REVIEWS_PER_HOUR) return false;
  const enough = await executeSet(
    tx,
    sql`select 1 from connected_accounts order by connected_account_id
        offset ${(accounts + 1) * ACCOUNTS_PER_PAUSE - 1} limit 1`,
  );
  return enough.length > 0;
}
