import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskFlags } from '#drizzle/schema/risk-decisions.ts';
import { DomainError } from '../../errors.ts';
import { reviewerText } from '../../holds/schemas.ts';
import { defineVerb } from '../../verb.ts';
import { lockFlag } from './lock-flag.ts';

const DAYS_MAX = 30;
const DAYS = `Say for how many days, from 1 to ${String(DAYS_MAX)}.`;

/**
 * Puts the flags of an account aside for some days, with a reason. No money is let go by it, and one that goes further wakes up.
 * @throws DomainError `not_found`; `conflict` when it is over
 */
export const snoozeRiskFlag = defineVerb({
  permission: 'risk.decide',
  input: z.strictObject({
    riskFlagId: z.string().startsWith('rfl_'),
    days: z.int({ error: DAYS }).min(1, { error: DAYS }).max(DAYS_MAX, { error: DAYS }),
    reason: reviewerText,
  }),
  run: async (tx, { actor }, { riskFlagId, days, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people put a flag aside.');
    const { connectedAccountId } = await lockFlag(tx, riskFlagId);
    await tx
      .update(riskFlags)
      .set({ snoozedUntil: sql`clock_timestamp() + make_interval(days => ${days}::int)` })
      .where(and(eq(riskFlags.connectedAccountId, connectedAccountId), ne(riskFlags.state, 'closed')));
    return {
      result: undefined,
      audit: {
        action: 'risk_flag.snooze',
        subject: riskFlagId,
        connectedAccountId,
        after: { days, reason },
      },
    };
  },
});
