import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { riskAssessments, riskStandings } from '#drizzle/schema/risk-decisions.ts';
import type { Transaction } from '../../db/transaction.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import type { Decision, DecisionInputs } from '../rules/decide.ts';
import { textHash } from '../text-hash.ts';
import type { InForce } from './instruments.ts';

/** An unchanged decision is stored again after a day, so that a quiet account's past has no long holes. */
const STORED_AGAIN_MS = 86_400_000;

/** What of a decision people would see change. */
function visibleHash({ action, cause, lines }: Decision): string {
  return textHash(
    canonicalText({ action, cause, lines: action === 'none' ? [] : lines.map(({ text }) => text) }),
  );
}

/** Stores a decision with all that it was made of, unless it says what the one before it said. @returns the id of the stored one */
export async function storeDecision(
  tx: Transaction,
  inputs: DecisionInputs,
  decision: Decision,
  by: Pick<InForce, 'rulesHash' | 'modelHash'>,
): Promise<{ riskAssessmentId: string }> {
  const { connectedAccountId, currency } = inputs;
  const decidedAt = new Date(inputs.decidedAt);
  const key = and(
    eq(riskStandings.connectedAccountId, connectedAccountId),
    eq(riskStandings.currency, currency),
  );
  const [before] = await tx.select().from(riskStandings).where(key);
  const outcomeHash = visibleHash(decision);
  if (
    before?.outcomeHash === outcomeHash &&
    decidedAt.getTime() - before.storedAt.getTime() < STORED_AGAIN_MS
  ) {
    await tx.update(riskStandings).set({ decidedAt, score: decision.score }).where(key);
    return { riskAssessmentId: before.riskAssessmentId };
  }
  const riskAssessmentId = `ras_${randomUUID().replaceAll('-', '')}`;
  const text = canonicalText(inputs);
  await tx.insert(riskAssessments).values({
    riskAssessmentId,
    connectedAccountId,
    currency,
    decidedAt,
    score: decision.score,
    cause: decision.cause,
    action: decision.action,
    exposure: BigInt(decision.exposure),
    inputs: text,
    inputsHash: textHash(text),
    outcome: canonicalText(decision),
    rulesHash: by.rulesHash,
    modelHash: by.modelHash,
  });
  const standing = { decidedAt, score: decision.score, riskAssessmentId, storedAt: decidedAt, outcomeHash };
  await tx
    .insert(riskStandings)
    .values({ connectedAccountId, currency, ...standing })
    .onConflictDoUpdate({
      target: [riskStandings.connectedAccountId, riskStandings.currency],
      set: standing,
    });
  return { riskAssessmentId };
}
