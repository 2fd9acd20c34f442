import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { payoutCadences } from '#drizzle/schema/cadences.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutAccount } from '../requests/lock-payout-account.ts';
import { nextDueAt } from './next-due.ts';
import { isDueAt } from './is-due-at.ts';

/**
 * All currencies of a due time are settled: the cadence is due again at its next time from now, so that a worker which
 * slept for a week proposes once and not seven times.
 */
export const advancePayoutCadence = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({ connectedAccountId: z.string().startsWith('acct_'), dueAt: z.date() }),
  run: async (tx, _ctx, { connectedAccountId, dueAt }) => {
    await lockPayoutAccount(tx, connectedAccountId);
    const isDue = and(eq(payoutCadences.connectedAccountId, connectedAccountId), isDueAt(dueAt));
    const [cadence] = await tx.select().from(payoutCadences).where(isDue);
    if (cadence === undefined) return { result: { isAdvanced: false }, audit: null };
    await tx
      .update(payoutCadences)
      .set({ nextDueAt: await nextDueAt(tx, cadence, null) })
      .where(isDue);
    return { result: { isAdvanced: true }, audit: null };
  },
});
