import { inArray, sql } from 'drizzle-orm';
import { holds } from '#drizzle/schema/holds.ts';
import { actorId } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { HOLD } from '../transitions.ts';

/** Writes that the source itself sees no reason any more. The caller has locked the holds and asked whether they are its own. */
export async function liftBySource(
  tx: Transaction,
  ctx: Context,
  holdIds: readonly string[],
  reason: string,
): Promise<void> {
  if (holdIds.length === 0) return;
  await tx
    .update(holds)
    .set({
      state: HOLD.moves.release.to,
      releaseReason: reason,
      releasedBy: actorId(ctx.actor),
      releasedBySource: sql`${holds.source}`,
      releasedAt: sql`now()`,
    })
    .where(inArray(holds.holdId, [...holdIds]));
}
