import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { holds } from '#drizzle/schema/holds.ts';
import { voidApprovalsOfDestinations } from '../approvals/void-approvals-of-destinations.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import { defineVerb } from '../verb.ts';
import { insertHold, lockHeldAccount } from './insert-hold.ts';
import { liftBySource } from './lift-by-source.ts';
import { isStrongLock } from './rules/strong-lock.ts';

const arrival = z.strictObject({
  externalAccountId: z.string(),
  change: z.enum(['added', 'changed']),
  /** Payouts of this currency can go there; null when Stripe does not say. */
  currency: z.string().nullable(),
  /** What people know it by. */
  label: z.string(),
});
type Arrival = z.output<typeof arrival>;

/**
 * Where an account's money goes has changed: payouts in that currency stay until two people have looked, and approvals of
 * payouts to a destination that is another one now, or gone, are void. A hold about a destination that has gone again is
 * lifted: nothing can go there. Called in the transaction that records the change, so that none of it is seen alone.
 */
export const holdChangedDestinations = defineVerb({
  permission: 'connected_accounts.sync',
  input: z.strictObject({
    connectedAccountId: z.string().startsWith('acct_'),
    arrived: z.array(arrival),
    removed: z.array(z.string()),
  }),
  run: async (tx, ctx, { connectedAccountId, arrived, removed }) => {
    await lockHeldAccount(tx, connectedAccountId);
    const changed = arrived.filter(({ change }) => change === 'changed');
    const voided = await voidApprovalsOfDestinations(tx, connectedAccountId, [
      ...changed.map(({ externalAccountId }) => externalAccountId),
      ...removed,
    ]);
    const lifted = await liftGone(tx, ctx, connectedAccountId, removed);
    const placed: string[] = [];
    for (const one of arrived) placed.push(await place(tx, ctx, connectedAccountId, one));
    if (arrived.length > 0) await alarmWhenWeak(tx, connectedAccountId, arrived);
    const result = { placed, lifted, voided };
    const isNothing = placed.length + lifted.length + voided === 0;
    return {
      result,
      audit: isNothing
        ? null
        : {
            action: 'hold.follow_destinations',
            subject: connectedAccountId,
            after: { ...result, arrived, removed },
          },
    };
  },
});

async function place(
  tx: Transaction,
  ctx: Context,
  connectedAccountId: string,
  { externalAccountId, change, currency, label }: Arrival,
): Promise<string> {
  const { holdId } = await insertHold(tx, ctx, {
    connectedAccountId,
    payoutRequestId: null,
    currency,
    reason: 'destination_changed',
    reviewerText:
      change === 'added'
        ? `${label} was added as a destination. Ask the owner by a way that you know from before, not by one from the account.`
        : `${label} is not the destination that it was. Ask the owner by a way that you know from before, not by one from the account.`,
    keepsPercent: 100,
    rollingDays: null,
    source: 'destination_change',
    evidence: { externalAccountId, change },
  });
  return holdId;
}

/** Only where the very destination was new: one that replaced another's details stays a reason after it has gone. */
async function liftGone(
  tx: Transaction,
  ctx: Context,
  connectedAccountId: string,
  removed: readonly string[],
): Promise<string[]> {
  if (removed.length === 0) return [];
  const gone = sql.join(
    removed.map((id) => sql`${id}`),
    sql`, `,
  );
  const about = await tx
    .select({ holdId: holds.holdId })
    .from(holds)
    .where(
      and(
        eq(holds.connectedAccountId, connectedAccountId),
        eq(holds.source, 'destination_change'),
        ne(holds.state, 'released'),
        sql`${holds.evidence} ->> 'change' = 'added' and ${holds.evidence} ->> 'externalAccountId' in (${gone})`,
      ),
    )
    .orderBy(holds.holdId)
    .for('update');
  const holdIds = about.map(({ holdId }) => holdId);
  await liftBySource(tx, ctx, holdIds, 'The destination has gone again.');
  return holdIds;
}

async function alarmWhenWeak(
  tx: Transaction,
  connectedAccountId: string,
  arrived: readonly Arrival[],
): Promise<void> {
  const [account] = await tx
    .select({ name: connectedAccounts.displayName, lockStrength: connectedAccounts.lockStrength })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (account === undefined || isStrongLock(account.lockStrength)) return;
  const labels = arrived.map(({ label }) => label).join(', ');
  await raiseAlarms(tx, [
    {
      kind: 'destination_changed',
      subject: connectedAccountId,
      text: `${account.name} has a new destination, ${labels}, and its money can leave without Sluice. Sluice holds its own payouts only. Next: ask the owner by a way that you know from before; pause payouts in Stripe if it was not them.`,
    },
  ]);
}
