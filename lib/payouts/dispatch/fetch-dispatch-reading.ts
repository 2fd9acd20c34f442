import { sql } from 'drizzle-orm';
import { now } from '../../clock.ts';
import { database } from '../../db/client.ts';
import { isPermissionLost, StripeReadError } from '../../stripe/errors.ts';
import { listPayouts } from '../../stripe/list-payouts.ts';
import { recordPayouts } from '../record-payouts.ts';
import type { DispatchRun } from './dispatch-run.ts';
import { noteReadingFailed } from './note-reading-failed.ts';
import { noteReadingGotOn } from './note-reading-got-on.ts';
import { recordDispatchReading } from './record-dispatch-reading.ts';

/** No backup that is put back is older; Stripe itself keeps events this long. */
const READ_BACK_DAYS = 30;

/** `failed_on`: whose list could not be read last. */
type Due = { begun_at: string; read_from: string; failed_on: string | null };

/**
 * While dispatch is locked: reads Stripe's list of payouts of every enrolled account, once for each lock, when whatever was
 * called before it must have settled. One person ends the lock after that.
 * @returns whether it was due and was read whole
 * @throws StripeReadError when a list could not be read, which is noted; it begins anew with the next sweep
 */
export async function fetchDispatchReading(run: DispatchRun): Promise<boolean> {
  const { ctx, timing } = run;
  const settledMs = timing.callMs + timing.settleMs;
  const [due] = await database().execute<Due>(sql`
    select clock_timestamp()::text as begun_at,
           (locked_at - make_interval(days => ${READ_BACK_DAYS}::int))::text as read_from,
           reading_failed_on as failed_on
    from dispatch_control
    where read_whole_at is null
      and locked_at + make_interval(secs => ${settledMs / 1_000}::float8) <= clock_timestamp()`);
  if (due === undefined) return false;
  const accounts = await database().execute<{ id: string }>(
    sql`select connected_account_id as id from payout_accounts order by connected_account_id`,
  );
  for (const { id } of accounts) {
    try {
      await readAccount(run, id, new Date(due.read_from));
    } catch (error) {
      if (error instanceof StripeReadError)
        await noteReadingFailed(ctx, {
          begunAt: due.begun_at,
          connectedAccountId: id,
          because: error.message,
        });
      throw error;
    }
    if (id === due.failed_on) await noteReadingGotOn(ctx, { connectedAccountId: id });
  }
  return recordDispatchReading(ctx, {
    begunAt: due.begun_at,
    connectedAccountIds: accounts.map(({ id }) => id),
  });
}

async function readAccount(
  { ctx }: DispatchRun,
  connectedAccountId: string,
  createdFrom: Date,
): Promise<void> {
  try {
    for await (const payouts of listPayouts(connectedAccountId, { createdFrom }))
      await recordPayouts(ctx, { payouts, readAt: now() });
  } catch (error) {
    // An account that has disconnected us cannot be paid either: nothing of it could be sent twice.
    if (!isPermissionLost(error)) throw error;
  }
}
