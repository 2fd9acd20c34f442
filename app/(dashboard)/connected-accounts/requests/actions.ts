'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { formNumber } from '#app/_edge/form-values.ts';
import { askForInformation } from '#lib/information-requests/ask-for-information.ts';
import { closeInformationRequest } from '#lib/information-requests/close-information-request.ts';

export const askForInformationAction = defineAction(askForInformation, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
  subject: formText(form, 'subject'),
  ownerText: formText(form, 'ownerText'),
  filesWanted: formText(form, 'filesWanted')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== ''),
  dueInDays: formNumber(form, 'dueInDays'),
}));

export const closeInformationRequestAction = defineAction(closeInformationRequest, (form) => ({
  informationRequestId: formText(form, 'informationRequestId'),
  reason: formText(form, 'reason'),
}));
