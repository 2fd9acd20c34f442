/** What a back-fill lists. `connected_account` is read whole and has no window. */
export type SyncKind = 'connected_account' | 'payout' | 'balance_transaction' | 'event';
export type WindowedKind = Exclude<SyncKind, 'connected_account'>;

/** Both inclusive, whole seconds, as Stripe's `created` filter has them. */
export type SyncWindow = { from: Date; to: Date };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Stripe lists events of the last thirty days and none before. */
export const EVENT_WINDOW_MS = 30 * DAY_MS;

/** A delivery under way is not a missed one. Webhooks take seconds; a poll that is quicker would call all of them missed. */
const DELIVERY_GRACE_MS = 2 * MINUTE_MS;

/**
 * How much of what was listed completely is gone over again. Stripe does not say how late a row can appear behind newer
 * ones; a payout may still fail about five business days after it was paid, and its own row is what tells.
 */
const OVERLAP_MS: Record<WindowedKind, number> = {
  event: 10 * MINUTE_MS,
  balance_transaction: 10 * MINUTE_MS,
  payout: 14 * DAY_MS,
};

/** `2026-11-20` of an instant, in UTC. */
export function utcDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/**
 * What to list next. Everything up to `lowWaterAt` was listed completely before; null means never. Once a day has
 * ended it is listed in full one more time, so that its completeness counters rest on one whole listing.
 * @param again list again from here, if that is earlier; never later, or the mark would move over what nobody listed
 */
export function syncWindow(
  kind: WindowedKind,
  lowWaterAt: Date | null,
  now: Date,
  again: Date | null = null,
): SyncWindow {
  const to = now.getTime() - (kind === 'event' ? DELIVERY_GRACE_MS : 0);
  const oldest = kind === 'event' ? now.getTime() - EVENT_WINDOW_MS : 0;
  const next = lowWaterAt === null ? oldest : Math.max(oldest, resumeAt(kind, lowWaterAt, new Date(to)));
  const from = again === null ? next : Math.max(oldest, Math.min(next, again.getTime()));
  return { from: wholeSecond(Math.min(from, to)), to: wholeSecond(to) };
}

function resumeAt(kind: WindowedKind, lowWaterAt: Date, to: Date): number {
  const overlapped = lowWaterAt.getTime() - OVERLAP_MS[kind];
  if (utcDay(lowWaterAt) === utcDay(to)) return overlapped;
  return Math.min(overlapped, Date.parse(utcDay(lowWaterAt)));
}

function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
