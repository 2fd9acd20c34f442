import type { Permission } from './permissions.ts';

/** What each verb of risk needs. */
export const RISK_VERBS: Readonly<Record<string, Permission>> = {
  'lib/risk/assessments/assess-connected-account.ts': 'risk.assess',
  'lib/risk/flags/draw-risk-audit.ts': 'risk.assess',
  'lib/risk/flags/escalate-risk-flag.ts': 'risk.assess',
  'lib/risk/flags/give-risk-verdict.ts': 'risk.decide',
  'lib/risk/flags/snooze-risk-flag.ts': 'risk.decide',
  'lib/risk/flags/take-risk-flag.ts': 'risk.decide',
  'lib/risk/forests/draft-forest-recipe.ts': 'risk.edit',
  'lib/risk/forests/publish-forest-recipe.ts': 'risk.publish',
  'lib/risk/forests/record-risk-forests.ts': 'risk.train',
  'lib/risk/forests/withdraw-forest-recipe.ts': 'risk.edit',
  'lib/risk/registry/ask-model-promotion.ts': 'risk.edit',
  'lib/risk/registry/ask-risk-training.ts': 'risk.edit',
  'lib/risk/registry/promote-risk-model.ts': 'risk.publish',
  'lib/risk/registry/record-risk-model.ts': 'risk.train',
  'lib/risk/rule-versions/draft-risk-rules.ts': 'risk.edit',
  'lib/risk/rule-versions/publish-risk-rules.ts': 'risk.publish',
  'lib/risk/rule-versions/withdraw-risk-rules.ts': 'risk.edit',
};

/** What each read of risk, and each way for a form, needs. */
export const RISK_READS: Readonly<Record<string, Permission>> = {
  'lib/risk/flags/case-queries.ts#readRiskCase': 'risk.read',
  'lib/risk/flags/detail-queries.ts#getRiskFlag': 'risk.read',
  'lib/risk/flags/detail-queries.ts#readFlagOfPayout': 'risk.read',
  'lib/risk/flags/export-risk-flags.ts#exportRiskFlags': 'risk.read',
  'lib/risk/flags/give-risk-verdicts.ts#giveRiskVerdicts': 'risk.decide',
  'lib/risk/flags/queries.ts#countNewerRiskFlags': 'risk.read',
  'lib/risk/flags/queries.ts#countRiskFlags': 'risk.read',
  'lib/risk/flags/queries.ts#listMatchingFlagIds': 'risk.read',
  'lib/risk/flags/queries.ts#listOpenFlagsOfAccount': 'risk.read',
  'lib/risk/flags/queries.ts#listRiskFlags': 'risk.read',
  'lib/risk/flags/queries.ts#readRiskFlagList': 'risk.read',
  'lib/risk/flags/queries.ts#readRiskFlags': 'risk.read',
  'lib/risk/forests/publish-recipe-as-shown.ts#publishRecipeAsShown': 'risk.publish',
  'lib/risk/forests/queries.ts#listForestRecipes': 'risk.read',
  'lib/risk/forests/queries.ts#readForestNights': 'risk.read',
  'lib/risk/forests/queries.ts#tryForestRecipe': 'risk.read',
  'lib/risk/registry/promote-as-shown.ts#promoteModelAsShown': 'risk.publish',
  'lib/risk/registry/queries.ts#listRiskModels': 'risk.read',
  'lib/risk/registry/queries.ts#readModelReport': 'risk.read',
  'lib/risk/registry/shadow-queries.ts#tryRiskModel': 'risk.read',
  'lib/risk/rule-versions/publish-as-shown.ts#publishRulesAsShown': 'risk.publish',
  'lib/risk/rule-versions/queries.ts#listRuleVersions': 'risk.read',
  'lib/risk/rule-versions/trial-queries.ts#tryRiskRules': 'risk.read',
};
