import { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { insertHold } from '../../holds/insert-hold.ts';
import type { OutsideRule } from '../rules/outside-rules.ts';

const earlier = z.object({ outside: z.array(z.object({ code: z.string(), text: z.string() })) });

/**
 * Holds an account for each rule that stands in its way and did not when it was assessed before: what two people have let go
 * for a rule is not held for the same rule again. The caller has locked the account. @returns the holds
 */
export async function holdOutsideRules(
  tx: Transaction,
  ctx: Context,
  connectedAccountId: string,
  rules: readonly OutsideRule[],
  outcomeBefore: string | undefined,
): Promise<string[]> {
  const known = outcomeBefore === undefined ? [] : earlier.parse(JSON.parse(outcomeBefore)).outside;
  const holdIds: string[] = [];
  for (const { code, text, source } of rules) {
    if (known.some((one) => one.code === code && one.text === text)) continue;
    const { holdId } = await insertHold(tx, ctx, {
      connectedAccountId,
      payoutRequestId: null,
      currency: null,
      source: 'onboarding',
      reason: 'outside_rules',
      reviewerText: `${text} Source: ${source}.`,
      keepsPercent: 100,
      rollingDays: null,
      evidence: { rule: code, source },
    });
    holdIds.push(holdId);
  }
  return holdIds;
}
