import { randomUUID } from 'node:crypto';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';
import { pressLeaf } from './press-leaf.ts';
import { killSwitchPress, type PressedScope } from './schemas.ts';
import { scopeValueOf } from './scope-value.ts';

/**
 * The press alone: from its commit on no covered call begins. Calls that had begun are waited for by `engageKillSwitch`,
 * which is what a person asks for. Whoever presses what stands already gets the standing press back.
 * @throws DomainError `invalid_input` for a scope that covers nothing we know; `forbidden` without an unspent proof of the
 * same person for exactly this press
 */
export const pressKillSwitch = defineVerb({
  permission: 'kill_switch.engage',
  input: killSwitchPress,
  async run(tx, ctx, { stepUpProofId, ...press }) {
    const { actor } = ctx;
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people press the kill switch.');
    const scopeValue = await scopeValueOf(tx, press);
    const proof = await spendProof(tx, ctx, {
      stepUpProofId,
      purpose: 'kill_switch.engage',
      leaf: pressLeaf(press),
    });
    // First in the order of locks; of two people who press the same, the second finds what the first pressed.
    await tx.execute(sql`select epoch from dispatch_control for update`);
    const standing = await standingLike(tx, { ...press, scopeValue });
    if (standing !== null)
      return {
        result: { killSwitchId: standing, isNew: false },
        audit: {
          action: 'kill_switch.press_again',
          subject: standing,
          after: { ...recordOf(press), proof },
        },
      };
    const { scope, reason, cancelsPending } = press;
    const pressed = { scope, scopeValue, reason, cancelsPending, stepUpProofId };
    const killSwitchId = `ksw_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(killSwitches).values({
      ...pressed,
      killSwitchId,
      state: 'engaging',
      epoch: 0n, // The database writes the one of this press.
      engagedBy: actor.operatorId,
    });
    await tellKillSwitch(tx);
    return {
      result: { killSwitchId, isNew: true },
      audit: {
        action: 'kill_switch.press',
        subject: killSwitchId,
        after: { ...pressed, ...recordOf(press), proof },
      },
    };
  },
});

/** What was confirmed stands as it was typed, so that the proof can be checked from the record alone. */
function recordOf({ scope, scopeValue, reason, cancelsPending }: PressedScope) {
  return { scope, typedScopeValue: scopeValue, reason, cancelsPending };
}

/**
 * One whose release has been asked for does not count: it could be gone a moment after this press was answered. Nor does
 * one that leaves at Stripe what this press is to cancel.
 */
async function standingLike(
  tx: Transaction,
  { scope, scopeValue, cancelsPending }: { scope: string; scopeValue: string; cancelsPending: boolean },
): Promise<string | null> {
  const [standing] = await tx
    .select({ killSwitchId: killSwitches.killSwitchId })
    .from(killSwitches)
    .where(
      and(
        inArray(killSwitches.state, ['engaging', 'engaged']),
        eq(killSwitches.isDrill, false),
        sql`${killSwitches.scope} = ${scope}`,
        eq(killSwitches.scopeValue, scopeValue),
        cancelsPending ? eq(killSwitches.cancelsPending, true) : undefined,
      ),
    )
    .orderBy(desc(killSwitches.pressedAt))
    .limit(1);
  return standing?.killSwitchId ?? null;
}
