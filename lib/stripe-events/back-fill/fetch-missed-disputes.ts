import { recordDisputes } from '../../connected-accounts/record-disputes.ts';
import type { Context } from '../../context.ts';
import { advanceSyncCursor } from '../../ledger/advance-sync-cursor.ts';
import { listDisputes } from '../../stripe/list-disputes.ts';
import { readPriority } from '../../stripe/read-priority.ts';
import { lowWaterMark } from './sync-cursor-queries.ts';

const HOUR_MS = 3_600_000;

/** Every change of a dispute has an event, and missed events are listed too: this is for what came before those. */
const LISTED_AGAIN_AFTER_MS = 24 * HOUR_MS;

/** A bank may decide for months; Stripe's own longest stage, arbitration, ends within this. */
const OVERLAP_MS = 180 * 24 * HOUR_MS;

/**
 * Lists the disputes of one account or of `platform`, all of them the first time and the last half year's once a day,
 * and mirrors them as they are now. The mark moves only after the last page was stored.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us; AbortError when stopped
 */
export async function fetchMissedDisputes(
  ctx: Context,
  connectedAccountId: string,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const mark = await lowWaterMark(ctx, connectedAccountId, 'dispute');
  if (mark !== null && ctx.now.getTime() - mark.getTime() < LISTED_AGAIN_AFTER_MS) return;
  const pages = listDisputes(connectedAccountId, {
    signal,
    priority: readPriority(ctx),
    ...(mark === null ? {} : { createdFrom: new Date(mark.getTime() - OVERLAP_MS) }),
  });
  // Every page was asked for after `ctx.now`, so a newer read that is stored already stays.
  for await (const disputes of pages) await recordDisputes(ctx, { disputes, readAt: ctx.now });
  await advanceSyncCursor(ctx, { connectedAccountId, object: 'dispute', lowWaterAt: ctx.now });
}
