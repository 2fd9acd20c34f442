import type { Context } from '../../context.ts';
import { advanceSyncCursor } from '../../ledger/advance-sync-cursor.ts';
import type { ReadOptions } from '../../stripe/read-options.ts';
import { readPriority } from '../../stripe/read-priority.ts';
import { countCompleteness } from './count-completeness.ts';
import { lowWaterMark } from './sync-cursor-queries.ts';
import { syncWindow, utcDay, type WindowedKind } from './sync-window.ts';

export type FetchOptions = {
  signal: AbortSignal;
  /** List again from here what was listed before; absent goes on from the mark. */
  again?: Date | null;
  /** Called after every stored page with its own numbers; the run's progress and its chance to stop. */
  onPage: (page: { listed: number; added: number }) => Promise<void>;
};

type Listed = { occurredAt: Date };

/** How a listing of `lib/stripe` is asked for one window. */
type WindowQuery = ReadOptions & { createdFrom: Date; createdTo: Date };

/** How one kind of object is listed and stored. */
export type Listing<Row extends Listed> = {
  kind: WindowedKind;
  /** Marks that a complete listing moves; the first is the one it starts from. */
  cursors: readonly [string, ...string[]];
  list: (connectedAccountId: string, query: WindowQuery) => AsyncIterable<Row[]>;
  /** Stores one page. @returns the rows that were new to us */
  store: (page: Row[]) => Promise<Row[]>;
};

/**
 * Lists one kind of object of one account from its low-water mark, or again from a day, and stores what is missing. The mark moves only after
 * the last page was stored: pages come newest first, so an interrupted listing has a hole behind what it stored.
 * @throws StripeReadError, `permission_lost` when the account has disconnected us; AbortError when stopped
 */
export async function fetchWindow<Row extends Listed>(
  ctx: Context,
  connectedAccountId: string,
  listing: Listing<Row>,
  options: FetchOptions,
): Promise<{ listed: number; added: number }> {
  const [ownCursor] = listing.cursors;
  const mark = await lowWaterMark(ctx, connectedAccountId, ownCursor);
  const window = syncWindow(listing.kind, mark, ctx.now, options.again);
  const pages = listing.list(connectedAccountId, {
    createdFrom: window.from,
    createdTo: window.to,
    signal: options.signal,
    priority: readPriority(ctx),
  });
  const days = new Map<string, Count>();
  const total = { listed: 0, added: 0 };
  let newestMs = 0;
  for await (const page of pages) {
    const added = await listing.store(page);
    for (const { occurredAt } of page) count(days, occurredAt).listed += 1;
    for (const { occurredAt } of added) count(days, occurredAt).added += 1;
    const stored = { listed: page.length, added: added.length };
    newestMs = page.reduce((newest, { occurredAt }) => Math.max(newest, occurredAt.getTime()), newestMs);
    total.listed += stored.listed;
    total.added += stored.added;
    await options.onPage(stored);
  }
  await countCompleteness(ctx, {
    connectedAccountId,
    object: listing.kind,
    ...window,
    days: [...days].map(([day, counted]) => ({ day, ...counted })),
  });
  if (newestMs > 0)
    for (const object of listing.cursors)
      await advanceSyncCursor(ctx, { connectedAccountId, object, lowWaterAt: new Date(newestMs) });
  return total;
}

type Count = { listed: number; added: number };

function count(days: Map<string, Count>, occurredAt: Date): Count {
  const day = utcDay(occurredAt);
  const counted = days.get(day) ?? { listed: 0, added: 0 };
  days.set(day, counted);
  return counted;
}
