import { defineVerb } from '../../verb.ts';
import { publishDraft } from '../../versioned-texts/publish-draft.ts';
import { seenAndProven } from '../../versioned-texts/schemas.ts';
import { RISK_RULE_TEXT } from './risk-rules.ts';

/**
 * Puts a draft in force. Every decision from then on is made by it; those that were made keep the rules that made them.
 * @throws DomainError as `publishDraft`
 */
export const publishRiskRules = defineVerb({
  permission: 'risk.publish',
  input: seenAndProven(RISK_RULE_TEXT.idPrefix),
  run: (tx, ctx, seen) => publishDraft(tx, ctx, RISK_RULE_TEXT, seen),
});
