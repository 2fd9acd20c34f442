'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askHoldRelease } from '#lib/holds/ask-hold-release.ts';
import { confirmHoldRelease } from '#lib/holds/confirm-hold-release.ts';
import { keepHold } from '#lib/holds/keep-hold.ts';
import { placeHold } from '#lib/holds/place-hold.ts';

export const holdPayoutRequestAction = defineAction(placeHold, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
  payoutRequestId: formText(form, 'payoutRequestId'),
  // The verb knows the reasons and refuses any other text.
  reason: formText(form, 'reason') as 'other',
  reviewerText: formText(form, 'reviewerText'),
  reviewInDays: Number(formText(form, 'reviewInDays')),
}));

export const askHoldReleaseOfRequestAction = defineAction(askHoldRelease, (form) => ({
  holdId: formText(form, 'holdId'),
  reason: formText(form, 'reason'),
}));

export const confirmHoldReleaseOfRequestAction = defineAction(confirmHoldRelease, (form) => ({
  holdId: formText(form, 'holdId'),
  askedBy: formText(form, 'askedBy'),
}));

export const keepHoldOfRequestAction = defineAction(keepHold, (form) => ({
  holdId: formText(form, 'holdId'),
}));
