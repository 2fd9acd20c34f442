import { createHash } from 'node:crypto';
import { modelHash, modelText } from '../models/model-text.ts';
import { COLD_START_MODEL, FEATURE_NAMES } from '../rules/cold-start-model.ts';
import type { Instruments } from '../rules/decide.ts';
import { parseRiskRules } from '../rules/rule-text.ts';
import { RISK_RULES } from '../rules/starter-rules.ts';

const { rules, faults } = parseRiskRules(RISK_RULES);
if (faults.length > 0) throw new Error(`Rules of risk: ${faults.map(({ text }) => text).join(' ')}`);

/** The rules and the model that decide now, with the fingerprints that are stored with each decision. */
export const INSTRUMENTS: Instruments & { readonly rulesHash: string; readonly modelHash: string } = {
  rules,
  model: COLD_START_MODEL,
  featureNames: FEATURE_NAMES,
  rulesHash: createHash('sha256').update(RISK_RULES).digest('hex'),
  modelHash: modelHash(modelText(COLD_START_MODEL)),
};
