import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { readInstruments } from '../assessments/instruments.ts';
import type { DecidingModel } from '../models/model-log-odds.ts';
import { calibrateScores, type CalibrationTrial } from '../models/score-calibration.ts';
import { decide, type DecisionInputs } from '../rules/decide.ts';
import type { TrainingRow } from './training-rows.ts';

/** Decided again in some seconds; of more the newest. */
const ROWS_MAX = 8_000;

/**
 * How a model's whole scores are to be read: each decision that it has not learned from is made again with it, with the tests, rules and
 * peers of that decision, and what came of it is set against the sum.
 * @param rows oldest first
 */
export async function calibrateModel(
  model: DecidingModel,
  featureNames: readonly string[],
  rows: readonly TrainingRow[],
): Promise<CalibrationTrial> {
  const asked = rows.slice(-ROWS_MAX);
  const { rules } = await readInstruments(database());
  const ids = asked.map(({ riskAssessmentId }) => riskAssessmentId);
  const stored = await database().execute<{ id: string; inputs: string }>(sql`
    select risk_assessment_id as id, inputs from risk_assessments where risk_assessment_id = any(${sql.param(ids)}::text[])`);
  const inputsOf = new Map(stored.map(({ id, inputs }) => [id, inputs]));
  return calibrateScores(
    asked.flatMap(({ riskAssessmentId, isHit }) => {
      const text = inputsOf.get(riskAssessmentId);
      if (text === undefined) return [];
      const inputs = JSON.parse(text) as DecisionInputs; // as this version or an earlier one wrote it
      return [{ isHit, score: decide(inputs, { rules, model, featureNames }).score }];
    }),
  );
}
