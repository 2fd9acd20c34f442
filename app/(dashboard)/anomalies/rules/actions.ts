'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { draftRiskRules } from '#lib/risk/rule-versions/draft-risk-rules.ts';
import { publishRulesAsShown } from '#lib/risk/rule-versions/publish-as-shown.ts';
import { withdrawRiskRules } from '#lib/risk/rule-versions/withdraw-risk-rules.ts';

export const draftRiskRulesAction = defineAction(draftRiskRules, (form) => ({
  text: formText(form, 'text'),
  seenHash: form.has('seenHash') ? formText(form, 'seenHash') : null,
}));

export const publishRiskRulesAction = defineAction(publishRulesAsShown, (form) => ({
  riskRuleVersionId: formText(form, 'riskRuleVersionId'),
  seenHash: formText(form, 'seenHash'),
  confirmation: confirmationOf(form),
}));

export const withdrawRiskRulesAction = defineAction(withdrawRiskRules, (form) => ({
  riskRuleVersionId: formText(form, 'riskRuleVersionId'),
  seenHash: formText(form, 'seenHash'),
}));
