import { defineVerb } from '../../verb.ts';
import { seenDraft } from '../../versioned-texts/schemas.ts';
import { withdrawDraft } from '../../versioned-texts/withdraw-draft.ts';
import { RISK_RULE_TEXT } from './risk-rules.ts';

/** Gives a draft up. @throws DomainError `not_found`, `conflict` */
export const withdrawRiskRules = defineVerb({
  permission: 'risk.edit',
  input: seenDraft(RISK_RULE_TEXT.idPrefix),
  run: (tx, _ctx, seen) => withdrawDraft(tx, RISK_RULE_TEXT, seen),
});
