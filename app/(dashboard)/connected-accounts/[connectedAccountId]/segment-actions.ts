'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { confirmLooserBand } from '#lib/connected-accounts/segments/confirm-looser-band.ts';
import { refuseLooserBand } from '#lib/connected-accounts/segments/refuse-looser-band.ts';

export const confirmLooserBandAction = defineAction(confirmLooserBand, (form) => ({
  segmentProposalId: formText(form, 'segmentProposalId'),
  seenAssessmentId: formText(form, 'seenAssessmentId'),
  reason: formText(form, 'reason'),
}));

export const refuseLooserBandAction = defineAction(refuseLooserBand, (form) => ({
  segmentProposalId: formText(form, 'segmentProposalId'),
  seenAssessmentId: formText(form, 'seenAssessmentId'),
  reason: formText(form, 'reason'),
}));
