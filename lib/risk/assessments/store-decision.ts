import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
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
  // One statement for both: of a flagged account a decision is stored with each event.
  await executePrepared(
    tx,
    sql`
    with stored as (
      insert into risk_assessments (risk_assessment_id, connected_account_id, currency, decided_at, score, cause, action, exposure,
        inputs, inputs_hash, outcome, rules_hash, model_hash)
      values (${riskAssessmentId}, ${connectedAccountId}, ${currency}, ${inputs.decidedAt}::timestamptz, ${decision.score}::float8,
        ${decision.cause}, ${decision.action}, ${decision.exposure}::bigint, ${text}, ${textHash(text)}, ${canonicalText(decision)},
        ${by.rulesHash}, ${by.modelHash})
      returning connected_account_id, currency, decided_at, score, risk_assessment_id)
    insert into risk_standings (connected_account_id, currency, decided_at, score, risk_assessment_id, stored_at, outcome_hash)
    select connected_account_id, currency, decided_at, score, risk_assessment_id, decided_at, ${outcomeHash} from stored
    on conflict (connected_account_id, currency) do update
      set decided_at = excluded.decided_at, score = excluded.score, risk_assessment_id = excluded.risk_assessment_id,
          stored_at = excluded.stored_at, outcome_hash = excluded.outcome_hash`,
  );
  return { riskAssessmentId };
}
