import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutFileLines } from '#drizzle/schema/cadences.ts';
import { actorId } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutAccount } from '../requests/lock-payout-account.ts';
import { proposePayout } from '../requests/propose-payout.ts';

/**
 * Proposes one line of a file, and says so on the line in the same transaction: a line is proposed once, whoever asks
 * how often. The account's row comes first, as for every writer.
 * @throws DomainError with what stands in the way; the line still waits then
 */
export const proposeFileLine = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({ payoutFileId: z.string().startsWith('pfl_'), lineNumber: z.int().positive() }),
  run: async (tx, ctx, { payoutFileId, lineNumber }) => {
    const isLine = and(
      eq(payoutFileLines.payoutFileId, payoutFileId),
      eq(payoutFileLines.lineNumber, lineNumber),
    );
    const [found] = await tx.select().from(payoutFileLines).where(isLine);
    if (found?.outcome !== 'waiting' || found.connectedAccountId === null) return nothing();
    await lockPayoutAccount(tx, found.connectedAccountId);
    const [line] = await tx.select().from(payoutFileLines).where(isLine).for('update');
    if (line?.outcome !== 'waiting' || line.connectedAccountId === null || line.currency === null)
      return nothing();
    const { connectedAccountId, currency, amount } = line;
    const { payoutRequestId } = await proposePayout(
      ctx,
      { connectedAccountId, currency, amount, isFromFile: true },
      tx,
    );
    await tx
      .update(payoutFileLines)
      .set({ outcome: 'proposed', payoutRequestId, decidedBy: actorId(ctx.actor), decidedAt: sql`now()` })
      .where(isLine);
    return { result: { payoutRequestId }, audit: null };
  },
});

/** Settled before. No audit row of its own either way: a proposal leaves one. */
function nothing(): { result: { payoutRequestId: string | null }; audit: null } {
  return { result: { payoutRequestId: null }, audit: null };
}
