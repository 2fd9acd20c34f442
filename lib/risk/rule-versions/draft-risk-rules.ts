import { defineVerb } from '../../verb.ts';
import { draftInput } from '../../versioned-texts/schemas.ts';
import { writeDraft } from '../../versioned-texts/write-draft.ts';
import { RISK_RULE_TEXT } from './risk-rules.ts';

/**
 * Writes the draft of the next rules of risk, or changes it.
 * @throws DomainError `conflict` when somebody else wrote meanwhile
 */
export const draftRiskRules = defineVerb({
  permission: 'risk.edit',
  input: draftInput,
  run: (tx, ctx, wanted) => writeDraft(tx, ctx, RISK_RULE_TEXT, wanted),
});
