'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askHoldRelease } from '#lib/holds/ask-hold-release.ts';
import { confirmHoldRelease } from '#lib/holds/confirm-hold-release.ts';
import { keepHold } from '#lib/holds/keep-hold.ts';
import { placeHold } from '#lib/holds/place-hold.ts';
import { readHoldForm } from './read-hold-form.ts';

export const placeHoldAction = defineAction(placeHold, readHoldForm);

export const askHoldReleaseAction = defineAction(askHoldRelease, (form) => ({
  holdId: formText(form, 'holdId'),
  reason: formText(form, 'reason'),
}));

export const confirmHoldReleaseAction = defineAction(confirmHoldRelease, (form) => ({
  holdId: formText(form, 'holdId'),
  askedBy: formText(form, 'askedBy'),
}));

export const keepHoldAction = defineAction(keepHold, (form) => ({ holdId: formText(form, 'holdId') }));
