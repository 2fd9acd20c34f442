import { and, eq } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
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
