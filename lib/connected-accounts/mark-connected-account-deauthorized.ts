import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import { defineVerb } from '../verb.ts';
import { isWeakerLock, lostLock } from './lock-strength.ts';
import { lockWeakenedText } from './lock-weakened-text.ts';

/**
 * Stripe refused us this account at `readAt`: it has disconnected the platform. What was mirrored stays as old as it is, the
 * lock is gone, and an alarm says so. A later successful read takes the mark away. An account never seen leaves no trace.
 */
export const markConnectedAccountDeauthorized = defineVerb({
  permission: 'connected_accounts.sync',
  input: z.object({ connectedAccountId: z.string().startsWith('acct_'), readAt: z.date() }),
  async run(tx, _ctx, { connectedAccountId, readAt }) {
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${'account:' + connectedAccountId}, 0))`,
    );
    const [before] = await tx
      .select()
      .from(connectedAccounts)
      .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
    if (before === undefined || before.readAt > readAt || before.deauthorizedAt !== null)
      return { result: { isMarked: false }, audit: null };

    const lock = lostLock();
    await tx
      .update(connectedAccounts)
      .set({
        deauthorizedAt: readAt,
        lockStrength: lock.strength,
        lockReasons: lock.reasons,
        lockNextStep: lock.nextStep,
      })
      .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
    if (isWeakerLock(before.lockStrength, lock.strength))
      await raiseAlarms(tx, [
        {
          kind: 'lock_weakened',
          subject: connectedAccountId,
          text: lockWeakenedText(before.displayName, before.lockStrength, lock),
        },
      ]);
    return {
      result: { isMarked: true },
      audit: {
        action: 'connected_account.deauthorize',
        subject: connectedAccountId,
        before: { lockStrength: before.lockStrength, deauthorizedAt: null },
        after: { lockStrength: lock.strength, deauthorizedAt: readAt },
      },
    };
  },
});
