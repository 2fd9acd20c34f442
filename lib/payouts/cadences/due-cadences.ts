import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { readOwnBooks } from '../../ledger/payable-books-queries.ts';

export type DueCadence = {
  connectedAccountId: string;
  dueAt: Date;
  /** `dueAt` to the microsecond, as the database has it: a page that begins after a cut one would come again for ever. */
  exactlyAt: string;
};

/** Enough to keep a worker busy for seconds, few enough to hold in memory. */
const PAGE = 500;

/**
 * Accounts whose cadence is due by the database's clock, the longest waiting first.
 * @param after the last one of the page before
 */
export async function listDueCadences(ctx: Context, after: DueCadence | null): Promise<DueCadence[]> {
  authorize(ctx, 'payouts.propose');
  const rows = await database().execute<{ id: string; at: string }>(sql`
    select connected_account_id as id, next_due_at::text as at from payout_cadences
    where next_due_at <= now()
      and ${after === null ? sql`true` : sql`(next_due_at, connected_account_id) > (${after.exactlyAt}::timestamptz, ${after.connectedAccountId})`}
    order by next_due_at, connected_account_id
    limit ${PAGE}`);
  return rows.map(({ id, at }) => ({ connectedAccountId: id, dueAt: new Date(at), exactlyAt: at }));
}

/** The currencies that a due cadence looks at. */
export async function listDueCurrencies(ctx: Context, connectedAccountId: string): Promise<string[]> {
  authorize(ctx, 'payouts.propose');
  return (await readOwnBooks(database(), connectedAccountId)).map(({ currency }) => currency);
}
