'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { giveRiskVerdict } from '#lib/risk/flags/give-risk-verdict.ts';
import { giveRiskVerdicts } from '#lib/risk/flags/give-risk-verdicts.ts';
import { snoozeRiskFlag } from '#lib/risk/flags/snooze-risk-flag.ts';
import { takeRiskFlag } from '#lib/risk/flags/take-risk-flag.ts';
import { shownFlags, verdictOf } from './verdict-of.ts';

export const giveRiskVerdictAction = defineAction(giveRiskVerdict, (form) => ({
  riskFlagId: formText(form, 'riskFlagId'),
  riskAssessmentId: formText(form, 'riskAssessmentId'),
  cause: formText(form, 'cause'),
  action: formText(form, 'done'),
  verdict: verdictOf(form),
  reason: formText(form, 'reason'),
}));

export const giveRiskVerdictsAction = defineAction(
  giveRiskVerdicts,
  (form) => ({ flags: shownFlags(form), verdict: verdictOf(form), reason: formText(form, 'reason') }),
  (outcomes) => JSON.stringify(outcomes),
);

export const snoozeRiskFlagAction = defineAction(snoozeRiskFlag, (form) => ({
  riskFlagId: formText(form, 'riskFlagId'),
  days: Number(formText(form, 'days')),
  reason: formText(form, 'reason'),
}));

export const takeRiskFlagAction = defineAction(takeRiskFlag, (form) => ({
  riskFlagId: formText(form, 'riskFlagId'),
  seenOwnerId: form.has('seenOwnerId') ? formText(form, 'seenOwnerId') : null,
  does: formText(form, 'does') === 'leave' ? ('leave' as const) : ('take' as const),
}));
