import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { riskAssessments, riskStandings } from '#drizzle/schema/risk-decisions.ts';
import { executePrepared } from '../../db/execute-prepared.ts';
import type { Transaction } from '../../db/transaction.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import type { Decision, DecisionInputs } from '../rules/decide.ts';
import { textHash } from '../../text-hash.ts';
import type { InForce } from './instruments.ts';

/** An unchanged decision is stored again after a day, so that a quiet account's past has no long holes. */
const STORED_AGAIN_MS = 86_400_000;

/** What of a decision people would see change. */
function visibleHash({ action, cause, lines }: Decision): string {
  return textHash(
    canonicalText({ action, cause, lines: action === 'none' ? [] : lines.map(({ text }) => text) }),
  );
}

/** The newest stored decision about an account and currency. */
export type DecisionBefore = {
  readonly riskAssessmentId: string;
  readonly outcomeHash: string;
  readonly storedAt: Date;
};

type Decided = {
  readonly inputs: DecisionInputs;
  readonly decision: Decision;
  /** Null where there was none. */
  readonly before: DecisionBefore | null;
  readonly by: Pick<InForce, 'rulesHash' | 'modelHash'>;
};

/** Stores a decision with all that it was made of, unless it says what the one before it said. @returns the id of the stored one */
export async function storeDecision(
  tx: Transaction,
  { inputs, decision, before, by }: Decided,
): Promise<{ riskAssessmentId: string }> {
  const { connectedAccountId, currency } = inputs;
  const decidedAt = new Date(inputs.decidedAt);
  const outcomeHash = visibleHash(decision);
  if (
    before?.outcomeHash === outcomeHash &&
    decidedAt.getTime() - before.storedAt.getTime() < STORED_AGAIN_MS
  ) {
    await executePrepared(
      tx,
      sql`
      update risk_standings set decided_at = ${inputs.decidedAt}::timestamptz, score = ${decision.score}::float8
      where connected_account_id = ${connectedAccountId} and currency = ${currency}`,
    );
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
