import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { holds } from '#drizzle/schema/holds.ts';
import { payoutAccounts } from '#drizzle/schema/payout-requests.ts';
import { actorId } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { HOLD } from '../transitions.ts';
import { ceilingWarnedAt } from './ceiling-sql.ts';
import { ownerText } from './rules/owner-text.ts';
import type { HoldPlacement } from './schemas.ts';
import type { HoldSource } from './types.ts';

/** How long it may wait before somebody has to have looked. */
const REVIEW_DAYS: Record<HoldSource, number> = {
  risk: 1,
  kill_switch: 1,
  destination_change: 2,
  operator: 3,
  policy: 3,
  reconciliation: 3,
  onboarding: 7,
};

/**
 * Locks the row under which money of an account is decided about: first in every writer's order, so that a permit either
 * sees the hold or was given before it. Accounts that are not enrolled have none, and nothing of theirs is sent.
 */
export async function lockHeldAccount(tx: Transaction, connectedAccountId: string): Promise<void> {
  await tx
    .select({ id: payoutAccounts.connectedAccountId })
    .from(payoutAccounts)
    .where(eq(payoutAccounts.connectedAccountId, connectedAccountId))
    .for('update');
}

/** Adds one to the set. The caller has locked the account, and says who may. @returns the hold's id and what goes on record */
export async function insertHold(tx: Transaction, ctx: Context, placement: HoldPlacement) {
  const { connectedAccountId, payoutRequestId, currency, reason, keepsPercent, rollingDays, source } =
    placement;
  const holdId = `hld_${randomUUID().replaceAll('-', '')}`;
  const reviewDays = placement.reviewInDays ?? REVIEW_DAYS[source];
  await tx.insert(holds).values({
    holdId,
    connectedAccountId,
    payoutRequestId,
    currency,
    source,
    reasonCode: reason,
    keepsPercent,
    rollingDays,
    reviewerText: placement.reviewerText,
    ownerText: ownerText({ reason, keepsPercent, rollingDays, isOfOnePayout: payoutRequestId !== null }),
    evidence: placement.evidence,
    placedBy: actorId(ctx.actor),
    reviewBy: sql`now() + make_interval(days => ${reviewDays}::int)`,
    state: HOLD.initial,
  });
  // Money may be nearer to Stripe's ceiling than the review is.
  await tx.execute(sql`
    update holds as hold set review_by = greatest(now(), least(hold.review_by, ${ceilingWarnedAt}))
    from connected_accounts as account
    where hold.hold_id = ${holdId} and account.connected_account_id = hold.connected_account_id`);
  const { reviewInDays: _days, reviewerText, ...facts } = placement;
  return { holdId, after: { ...facts, text: reviewerText, reviewDays } };
}
