'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askHoldRelease } from '#lib/holds/ask-hold-release.ts';
import { keepHold } from '#lib/holds/keep-hold.ts';
import { placeHold } from '#lib/holds/place-hold.ts';
import { releaseHoldAsShown } from '#lib/holds/release-as-shown.ts';
import { readHoldForm } from './read-hold-form.ts';

export const placeHoldAction = defineAction(placeHold, readHoldForm);

export const askHoldReleaseAction = defineAction(askHoldRelease, (form) => ({
  holdId: formText(form, 'holdId'),
  reason: formText(form, 'reason'),
}));

export const confirmHoldReleaseAction = defineAction(releaseHoldAsShown, (form) => ({
  holdId: formText(form, 'holdId'),
  askedBy: formText(form, 'askedBy'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const keepHoldAction = defineAction(keepHold, (form) => ({ holdId: formText(form, 'holdId') }));
