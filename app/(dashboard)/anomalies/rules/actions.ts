'use server';

import { readDraftForm, readProvenDraft, readSeenDraft } from '#app/(dashboard)/_texts/read-draft-form.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { draftRiskRules } from '#lib/risk/rule-versions/draft-risk-rules.ts';
import { publishRulesAsShown } from '#lib/risk/rule-versions/publish-as-shown.ts';
import { withdrawRiskRules } from '#lib/risk/rule-versions/withdraw-risk-rules.ts';

export const draftRiskRulesAction = defineAction(draftRiskRules, readDraftForm);

export const publishRiskRulesAction = defineAction(publishRulesAsShown, readProvenDraft);

export const withdrawRiskRulesAction = defineAction(withdrawRiskRules, readSeenDraft);
