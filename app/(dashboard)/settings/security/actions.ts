'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { qrPath } from '#app/_edge/qr-path.ts';
import { enrolCodes } from '#lib/approvals/step-up/enrol-codes.ts';
import { enrolRegistration } from '#lib/approvals/step-up/enrol-registration.ts';
import { confirmFactorAsShown, removeFactorAsShown } from '#lib/approvals/step-up/factor-as-shown.ts';

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

const shownFactor = (form: FormData) => ({
  factorId: formText(form, 'factorId'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
});

export const removeFactorAction = defineAction(removeFactorAsShown, shownFactor);

export const confirmFactorAction = defineAction(confirmFactorAsShown, shownFactor);
