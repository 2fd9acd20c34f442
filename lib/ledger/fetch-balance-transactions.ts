import { and, eq } from 'drizzle-orm';
import { syncCursors } from '#drizzle/schema/stripe-events.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { listBalanceTransactions } from '../stripe/list-balance-transactions.ts';
import { readPriority } from '../stripe/read-priority.ts';
import { advanceSyncCursor } from './advance-sync-cursor.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';

/** `oldestAt`: creation time of the oldest balance transaction listed so far; the listing goes back in time. */
export type BalanceTransactionsProgress = { listed: number; added: number; oldestAt: Date };

type Options = {
  /** Lists from here instead of from the low-water mark; the mark only moves when this covers it. */
  from?: Date;
  /** Called after every stored page; a throw ends the run. */
  onPage?: (progress: BalanceTransactionsProgress) => void | Promise<void>;
  signal?: AbortSignal;
};

const CURSOR_OBJECT = 'balance_transaction';

/** Stripe does not say how late a transaction can appear behind newer ones: go over this much again, each time. */
const OVERLAP_MS = 10 * 60_000;

/**
 * Lists balance transactions of one account or of `platform` from where the last complete listing ended, and stores
 * them. The mark moves by Stripe's own clock and only after the whole listing, so an interrupted one loses nothing.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us; pages stored until then stay
 */
export async function fetchBalanceTransactions(
  ctx: Context,
  connectedAccountId: string,
  options: Options = {},
): Promise<{ listed: number; added: number }> {
  const lowWaterAt = await lowWaterMark(connectedAccountId);
  const overlapped = lowWaterAt === null ? undefined : new Date(lowWaterAt.getTime() - OVERLAP_MS);
  const from = options.from ?? overlapped;
  let listed = 0;
  let added = 0;
  let newestAt: Date | undefined;

  const pages = listBalanceTransactions(connectedAccountId, {
    ...(from === undefined ? {} : { createdFrom: from }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    priority: readPriority(ctx),
  });
  for await (const page of pages) {
    const recorded = await recordBalanceTransactions(ctx, page);
    listed += page.length;
    added += recorded.added;
    const times = page.map((row) => row.occurredAt.getTime());
    newestAt ??= new Date(Math.max(...times));
    await options.onPage?.({ listed, added, oldestAt: new Date(Math.min(...times)) });
  }
  // A listing that began after the mark has left a hole behind it: the mark must stay.
  const isComplete = from === undefined || (lowWaterAt !== null && from <= lowWaterAt);
  if (newestAt !== undefined && isComplete)
    await advanceSyncCursor(ctx, { connectedAccountId, object: CURSOR_OBJECT, lowWaterAt: newestAt });
  return { listed, added };
}

async function lowWaterMark(connectedAccountId: string): Promise<Date | null> {
  const [cursor] = await database()
    .select({ lowWaterAt: syncCursors.lowWaterAt })
    .from(syncCursors)
    .where(
      and(eq(syncCursors.connectedAccountId, connectedAccountId), eq(syncCursors.object, CURSOR_OBJECT)),
    );
  return cursor?.lowWaterAt ?? null;
}
