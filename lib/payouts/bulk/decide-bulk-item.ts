import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bulkDecisionItems, bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { operators } from '#drizzle/schema/floor.ts';
import type { AuditEntry } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { log } from '../../log.ts';
import { defineVerb } from '../../verb.ts';
import { approvePayout } from '../review/approve-payout.ts';
import { rejectPayout } from '../review/reject-payout.ts';
import { lockAgainstStop } from './bulk-lock.ts';
import { isLockTaken } from '../../db/lock-taken.ts';
import { storedOutcome } from './item-outcome.ts';
import { outcomeOfRefusal, type ItemOutcome } from './outcome-of-refusal.ts';

type Passed = { result: { outcome: ItemOutcome | null }; audit: AuditEntry | null };
type Item = typeof bulkDecisionItems.$inferSelect;
type Decision = typeof bulkDecisions.$inferSelect;

/** Who stops it, and the items behind, wait no longer than this for somebody who works on an account. */
const LOCK_MS_MAX = 500;

/**
 * Decides one item of a started bulk decision as its person, with the role they have now, under every check of a decision
 * alone; what came of it stands in the same transaction, so that an item ends once however many workers try.
 * @returns null when nothing was done: it has ended, another worker has it, or the whole was stopped
 * @throws the database's error when somebody else works on its account for long; it can be tried again then
 */
export const decideBulkItem = defineVerb({
  permission: 'payouts.decide_in_bulk',
  input: z.strictObject({ bulkDecisionId: z.string(), payoutRequestId: z.string() }),
  run: async (tx, ctx, { bulkDecisionId, payoutRequestId }): Promise<Passed> => {
    const nothing = { result: { outcome: null }, audit: null };
    await lockAgainstStop(tx, bulkDecisionId, LOCK_MS_MAX);
    const [decision] = await tx
      .select()
      .from(bulkDecisions)
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId));
    if (decision?.state !== 'queued') return nothing;
    const isItem = and(
      eq(bulkDecisionItems.bulkDecisionId, bulkDecisionId),
      eq(bulkDecisionItems.payoutRequestId, payoutRequestId),
    );
    const [item] = await tx
      .select()
      .from(bulkDecisionItems)
      .where(isItem)
      .for('update', { skipLocked: true });
    if (item === undefined || item.outcome !== null) return nothing;
    const { outcome, message } = await decide(tx, ctx, decision, item);
    await tx
      .update(bulkDecisionItems)
      .set({ ...storedOutcome(outcome, message), endedAt: sql`clock_timestamp()` })
      .where(isItem);
    return {
      result: { outcome },
      // A decision leaves its own audit row, in its person's name.
      audit:
        outcome === 'done'
          ? null
          : {
              action: 'bulk_decision.pass_over',
              subject: payoutRequestId,
              after: { bulkDecisionId, outcome, message, operatorId: decision.operatorId },
            },
    };
  },
});

type Ended = { outcome: ItemOutcome; message: string | null };

async function decide(tx: Transaction, ctx: Context, decision: Decision, item: Item): Promise<Ended> {
  const { payoutRequestId, version, payloadHash, previewHash, path } = item;
  const shown = { payoutRequestId, version, payloadHash, previewHash };
  try {
    const person = await personNow(tx, ctx, decision.operatorId);
    // What a refusal has written so far is undone alone.
    await tx.transaction(async (inner) => {
      if (decision.decision === 'approve')
        await approvePayout(person, { ...shown, path, stepUpProofId: decision.stepUpProofId ?? '' }, inner);
      else await rejectPayout(person, { ...shown, reason: decision.reason ?? '' }, inner);
      // What the database would say at the commit, it says while this item alone can be undone.
      await inner.execute(sql`set constraints all immediate`);
    });
    return { outcome: 'done', message: null };
  } catch (error) {
    if (error instanceof DomainError) return outcomeOfRefusal(tx, decision, item, error);
    if (isLockTaken(error)) throw error;
    log.error({ err: error, payoutRequestId }, 'an item of a bulk decision failed');
    return {
      outcome: 'failed',
      message: 'Something went wrong on our side. Nothing was decided; try it again.',
    };
  }
}

/** @throws DomainError `forbidden` for whoever may not sign in any more */
async function personNow(tx: Transaction, ctx: Context, operatorId: string): Promise<Context> {
  const [person] = await tx
    .select({ name: operators.name, role: operators.role, disabledAt: operators.disabledAt })
    .from(operators)
    .where(eq(operators.operatorId, operatorId));
  if (person === undefined || person.disabledAt !== null)
    throw new DomainError('forbidden', 'Whoever started this may not decide any more.');
  return { ...ctx, actor: { kind: 'operator', operatorId, name: person.name, role: person.role } };
}
