import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { holds } from '#drizzle/schema/holds.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import { defineVerb } from '../verb.ts';
import { ceilingReachedAt, ceilingWarnedAt } from './ceiling-sql.ts';
import { isDue } from './hold-due.ts';
import { lockHold } from './lock-hold.ts';
import { holdId } from './schemas.ts';

/**
 * Says loudly that a hold waits too long: past its review, or near the day until which Stripe lets money wait. Nothing
 * else happens: time never releases one.
 */
export const escalateHold = defineVerb({
  permission: 'holds.escalate',
  input: z.strictObject({ holdId }),
  run: async (tx, _ctx, { holdId: id }) => {
    const hold = await lockHold(tx, id);
    const [due] = await tx.execute<{ name: string; ceiling: string; is_near: boolean }>(sql`
      select account.display_name as name, to_char(${ceilingReachedAt}, 'YYYY-MM-DD') as ceiling, ${ceilingWarnedAt} <= now() as is_near
      from holds as hold join connected_accounts as account using (connected_account_id)
      where hold.hold_id = ${id} and ${isDue}`);
    if (due === undefined) return { result: { isEscalated: false }, audit: null };
    await tx
      .update(holds)
      .set({ escalatedAt: sql`now()` })
      .where(eq(holds.holdId, id));
    await raiseAlarms(tx, [
      {
        kind: 'hold_overdue',
        subject: hold.connectedAccountId,
        text: due.is_near
          ? `Money of ${due.name} is held and near the day until which Stripe lets it wait, ${due.ceiling}. Next: release the hold, or send the money back to where it came from, before that day.`
          : `A hold on ${due.name} waits past its review. The money stays. Next: look at the hold on the account’s page; release it, or keep it with a reason.`,
      },
    ]);
    return {
      result: { isEscalated: true },
      audit: {
        action: 'hold.escalate',
        subject: id,
        connectedAccountId: hold.connectedAccountId,
        after: { ceiling: due.ceiling, isNearCeiling: due.is_near },
      },
    };
  },
});
