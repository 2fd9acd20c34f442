'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askAccountRejection } from '#lib/connected-accounts/rejections/ask-account-rejection.ts';
import { confirmRejectionAsShown } from '#lib/connected-accounts/rejections/confirm-as-shown.ts';
import { declineAccountRejection } from '#lib/connected-accounts/rejections/decline-account-rejection.ts';
import type { RejectionAct, RejectionReason } from '#lib/connected-accounts/types.ts';

export const askAccountRejectionAction = defineAction(askAccountRejection, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
  act: formText(form, 'act') as RejectionAct, // the verb parses it
  reasonCode: formText(form, 'act') === 'unreject' ? null : (formText(form, 'reasonCode') as RejectionReason), // and this
  reason: formText(form, 'reason'),
}));

export const confirmAccountRejectionAction = defineAction(confirmRejectionAsShown, (form) => ({
  accountRejectionId: formText(form, 'accountRejectionId'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const declineAccountRejectionAction = defineAction(declineAccountRejection, (form) => ({
  accountRejectionId: formText(form, 'accountRejectionId'),
  reason: formText(form, 'reason'),
}));
