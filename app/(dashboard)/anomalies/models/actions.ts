'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askCalibrationCheck } from '#lib/risk/calibration-checks/ask-calibration-check.ts';
import { stopCalibrationCheck } from '#lib/risk/calibration-checks/stop-calibration-check.ts';
import { askModelPromotion } from '#lib/risk/registry/ask-model-promotion.ts';
import { askRiskTraining } from '#lib/risk/registry/ask-risk-training.ts';
import { promoteModelAsShown } from '#lib/risk/registry/promote-as-shown.ts';

export const askRiskTrainingAction = defineAction(askRiskTraining, () => ({}));

export const askModelPromotionAction = defineAction(askModelPromotion, (form) => ({
  riskModelId: formText(form, 'riskModelId'),
}));

export const promoteRiskModelAction = defineAction(promoteModelAsShown, (form) => ({
  riskModelId: formText(form, 'riskModelId'),
  hash: formText(form, 'hash'),
  confirmation: confirmationOf(form),
}));

export const askCalibrationCheckAction = defineAction(askCalibrationCheck, () => ({}));

export const stopCalibrationCheckAction = defineAction(stopCalibrationCheck, (form) => ({
  riskCalibrationCheckId: formText(form, 'riskCalibrationCheckId'),
}));
