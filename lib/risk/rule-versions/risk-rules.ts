import { riskRuleVersions } from '#drizzle/schema/risk-instruments.ts';
import type { VersionedText } from '../../versioned-texts/versioned-text.ts';
import { parseRiskRules } from '../rules/rule-text.ts';

/** What is worth a look: the newest published version decides; without one, the rules that Sluice came with. */
export const RISK_RULE_TEXT: VersionedText = {
  table: riskRuleVersions,
  idPrefix: 'rrv_',
  action: 'risk_rules',
  subject: 'risk rules',
  purpose: 'risk.publish',
  absent: 'There are no such rules.',
  faultsOf: (text) => parseRiskRules(text).faults,
};
