'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { qrPath } from '#app/_edge/qr-path.ts';
import { confirmFactor } from '#lib/approvals/step-up/confirm-factor.ts';
import { enrolCodes } from '#lib/approvals/step-up/enrol-codes.ts';
import { enrolRegistration } from '#lib/approvals/step-up/enrol-registration.ts';
import { removeFactor } from '#lib/approvals/step-up/remove-factor.ts';

export const enrolCodesAction = defineAction(
  enrolCodes,
  () => ({}),
  ({ secret, uri }) => JSON.stringify({ secret, uri, qr: qrPath(uri) }),
);

export const enrolPasskeyAction = defineAction(enrolRegistration, (form) => ({
  challengeId: formText(form, 'challengeId'),
  name: formText(form, 'name'),
  registration: formText(form, 'registration'),
}));

export const removeFactorAction = defineAction(removeFactor, (form) => ({
  factorId: formText(form, 'factorId'),
}));

export const confirmFactorAction = defineAction(confirmFactor, (form) => ({
  factorId: formText(form, 'factorId'),
}));
