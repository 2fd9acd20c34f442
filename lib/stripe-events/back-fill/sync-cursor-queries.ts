import { and, eq, inArray } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { syncCursors } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';

/** Up to where everything of `object` at one account was listed, by Stripe's clock; null when never. */
export async function lowWaterMark(
  ctx: Context,
  connectedAccountId: string,
  object: string,
): Promise<Date | null> {
  authorize(ctx, 'sync.run');
  const [cursor] = await database()
    .select({ lowWaterAt: syncCursors.lowWaterAt })
    .from(syncCursors)
    .where(and(eq(syncCursors.connectedAccountId, connectedAccountId), eq(syncCursors.object, object)));
  return cursor?.lowWaterAt ?? null;
}

/** Which of these payouts are mirrored already. */
export async function knownPayoutIds(ctx: Context, payoutIds: readonly string[]): Promise<Set<string>> {
  authorize(ctx, 'sync.run');
  const rows = await database()
    .select({ payoutId: payouts.payoutId })
    .from(payouts)
    .where(inArray(payouts.payoutId, [...payoutIds]))
    .limit(payoutIds.length);
  return new Set(rows.map(({ payoutId }) => payoutId));
}

export type KnownAccount = { readAt: Date; isDeauthorized: boolean };

/** The mirrored accounts with the time of their last read. */
export async function knownAccounts(ctx: Context): Promise<Map<string, KnownAccount>> {
  authorize(ctx, 'sync.run');
  const rows = await database()
    .select({
      connectedAccountId: connectedAccounts.connectedAccountId,
      readAt: connectedAccounts.readAt,
      deauthorizedAt: connectedAccounts.deauthorizedAt,
    })
    .from(connectedAccounts);
  return new Map(
    rows.map(({ connectedAccountId, readAt, deauthorizedAt }) => [
      connectedAccountId,
      { readAt, isDeauthorized: deauthorizedAt !== null },
    ]),
  );
}
