'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { confirmLooserBandAsShown } from '#lib/connected-accounts/segments/confirm-as-shown.ts';
import { refuseLooserBand } from '#lib/connected-accounts/segments/refuse-looser-band.ts';

export const confirmLooserBandAction = defineAction(confirmLooserBandAsShown, (form) => ({
  segmentProposalId: formText(form, 'segmentProposalId'),
  seenAssessmentId: formText(form, 'seenAssessmentId'),
  reason: formText(form, 'reason'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const refuseLooserBandAction = defineAction(refuseLooserBand, (form) => ({
  segmentProposalId: formText(form, 'segmentProposalId'),
  seenAssessmentId: formText(form, 'seenAssessmentId'),
  reason: formText(form, 'reason'),
}));
