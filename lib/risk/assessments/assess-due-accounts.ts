import { sql } from 'drizzle-orm';
import { elapsedMs } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { log } from '../../log.ts';
import { assessConnectedAccount } from './assess-connected-account.ts';

/** One transaction each; the rest is found by the next run. */
const BATCH = 50;
/** A flag without news is decided about again: an attack that has ended sends no facts. */
const STALE_HOURS = 1;
/** One that cannot be assessed waits, so that it keeps nobody else waiting; its payouts wait with it. */
const FAILED_MS = 60_000;

const failed = new Map<string, number>();

/** Assesses accounts of which something was learned, oldest first. @returns whether there may be more */
export async function assessDueAccounts(ctx: Context): Promise<boolean> {
  const now = elapsedMs();
  for (const [id, until] of failed) if (until <= now) failed.delete(id);
  const rows = await database().execute<{ id: string }>(sql`
    select connected_account_id as id from risk_due
    where connected_account_id <> all(${sql.param([...failed.keys()])}::text[])
    order by due_since limit ${BATCH}`);
  await assessEach(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.length === BATCH;
}

/** Accounts with a flag that nobody decided about for an hour, or whose hold people have released. */
export async function assessFlaggedAccounts(ctx: Context): Promise<void> {
  const rows = await database().execute<{ id: string }>(sql`
    select flag.connected_account_id as id from risk_flags as flag left join holds as hold using (hold_id)
    where flag.state <> 'closed'
      and (flag.decided_at < clock_timestamp() - make_interval(hours => ${STALE_HOURS}) or hold.state = 'released')
    order by flag.decided_at limit ${BATCH}`);
  await assessEach(ctx, [...new Set(rows.map(({ id }) => id))]);
}

async function assessEach(ctx: Context, ids: readonly string[]): Promise<void> {
  for (const connectedAccountId of ids) {
    try {
      await assessConnectedAccount(ctx, { connectedAccountId });
    } catch (error) {
      // Not swallowed: it stays due, and no payout of it is claimed before it could be assessed.
      log.error({ err: error, connectedAccountId }, 'a connected account could not be assessed');
      failed.set(connectedAccountId, elapsedMs() + FAILED_MS);
    }
  }
}
