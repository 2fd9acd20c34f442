import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { holds } from '#drizzle/schema/holds.ts';
import { riskFlags, riskVerdicts } from '#drizzle/schema/risk-decisions.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { askHoldRelease } from '../../holds/ask-hold-release.ts';
import { placeHold } from '../../holds/place-hold.ts';
import { reviewerText } from '../../holds/schemas.ts';
import { defineVerb } from '../../verb.ts';
import { RISK_VERDICTS, type RiskVerdict } from '../types.ts';
import { lockFlag } from './lock-flag.ts';

type Flag = typeof riskFlags.$inferSelect;
type After = Partial<typeof riskFlags.$inferInsert>;

/** Whoever waits for an answer looks again after so many days. */
const INFORMATION_DAYS = 3;

/**
 * A person says what a flag is: a label to learn from, about the decision that was on the screen. What is confirmed stays held; what is
 * a false alarm, or done to a victim, is let go by a second person, because one alone releases no money.
 * @returns where the flag stands then
 * @throws DomainError `not_found`; `conflict` when it is over, or when something else is found than was shown
 */
export const giveRiskVerdict = defineVerb({
  permission: 'risk.decide',
  input: z.strictObject({
    riskFlagId: z.string().startsWith('rfl_'),
    /** The decision that was on the screen, and what it said. */
    riskAssessmentId: z.string().startsWith('ras_'),
    cause: z.string(),
    action: z.string(),
    verdict: z.enum(RISK_VERDICTS, { error: 'Choose what it is.' }),
    reason: reviewerText,
  }),
  run: async (tx, ctx, { riskFlagId, riskAssessmentId, cause, action, verdict, reason }) => {
    const { actor } = ctx;
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people say what a flag is.');
    const flag = await lockFlag(tx, riskFlagId);
    if (flag.cause !== cause || flag.action !== action)
      throw new DomainError(
        'conflict',
        'Something else has been found since you opened this. Look at it again, then decide.',
      );
    await tx.insert(riskVerdicts).values({
      riskVerdictId: `rvd_${randomUUID().replaceAll('-', '')}`,
      riskFlagId,
      connectedAccountId: flag.connectedAccountId,
      currency: flag.currency,
      riskAssessmentId,
      verdict,
      reason,
      operatorId: actor.operatorId,
    });
    const after = await follow(tx, ctx, flag, verdict, reason);
    await tx.update(riskFlags).set(after).where(eq(riskFlags.riskFlagId, riskFlagId));
    return {
      result: { state: after.state ?? flag.state },
      audit: {
        action: 'risk_flag.verdict',
        subject: riskFlagId,
        connectedAccountId: flag.connectedAccountId,
        before: { state: flag.state, action: flag.action },
        after: { verdict, reason, riskAssessmentId, state: after.state, holdId: after.holdId ?? flag.holdId },
      },
    };
  },
});

async function follow(
  tx: Transaction,
  ctx: Context,
  flag: Flag,
  verdict: RiskVerdict,
  reason: string,
): Promise<After> {
  switch (verdict) {
    case 'needs_information': {
      const dueAt = new Date(ctx.now.getTime() + INFORMATION_DAYS * 86_400_000);
      return { state: 'waiting', dueAt, escalatedAt: null };
    }
    case 'confirmed': {
      if (flag.action === 'hold' || flag.action === 'pause_lock') return { state: 'confirmed' };
      const { holdId } = await placeHold(
        ctx,
        {
          connectedAccountId: flag.connectedAccountId,
          currency: flag.currency,
          reason: 'unusual_activity',
          reviewerText: reason,
        },
        tx,
      );
      return { state: 'confirmed', action: 'hold', holdId };
    }
    case 'false_alarm':
    case 'victim':
      if (await asksRelease(tx, ctx, flag, reason)) return { state: 'waiting' };
      return { state: 'closed', closedAt: sqlNow, closedBecause: verdict };
  }
}

const sqlNow = sql`clock_timestamp()` as unknown as Date; // drizzle takes an expression in the place of a value

/** @returns whether money still stays */
async function asksRelease(
  tx: Transaction,
  ctx: Context,
  { holdId }: Flag,
  reason: string,
): Promise<boolean> {
  if (holdId === null) return false;
  const [hold] = await tx.select({ state: holds.state }).from(holds).where(eq(holds.holdId, holdId));
  if (hold === undefined || hold.state === 'released') return false;
  if (hold.state === 'open') await askHoldRelease(ctx, { holdId, reason }, tx);
  return true;
}
