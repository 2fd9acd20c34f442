'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { letOwnerIn } from '#lib/onboarding/let-owner-in.ts';
import { shutOwnerOut } from '#lib/onboarding/shut-owner-out.ts';

export const shutOwnerOutAction = defineAction(shutOwnerOut, (form) => ({
  ownerId: formText(form, 'ownerId'),
  reason: formText(form, 'reason'),
}));

export const letOwnerInAction = defineAction(letOwnerIn, (form) => ({
  ownerId: formText(form, 'ownerId'),
  reason: formText(form, 'reason'),
}));
