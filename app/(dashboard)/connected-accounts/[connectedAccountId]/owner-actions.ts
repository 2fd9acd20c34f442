'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { sellerInvitationLink } from '#app/_edge/invitation-link.ts';
import { askOwnerRenewal } from '#lib/onboarding/ask-owner-renewal.ts';
import { confirmOwnerAsShown } from '#lib/onboarding/confirm-owner-as-shown.ts';
import { inviteOwner } from '#lib/onboarding/invite-owner.ts';
import { letOwnerIn } from '#lib/onboarding/let-owner-in.ts';
import { makeRenewalAsShown } from '#lib/onboarding/make-renewal-as-shown.ts';
import { shutOwnerOut } from '#lib/onboarding/shut-owner-out.ts';
import { takeBackRenewal } from '#lib/onboarding/take-back-renewal.ts';

export const shutOwnerOutAction = defineAction(shutOwnerOut, (form) => ({
  ownerId: formText(form, 'ownerId'),
  reason: formText(form, 'reason'),
}));

export const letOwnerInAction = defineAction(letOwnerIn, (form) => ({
  ownerId: formText(form, 'ownerId'),
  reason: formText(form, 'reason'),
}));

export const inviteOwnerAction = defineAction(
  inviteOwner,
  (form) => ({
    connectedAccountId: formText(form, 'connectedAccountId'),
    email: formText(form, 'email'),
    name: formText(form, 'name'),
    reason: formText(form, 'reason'),
  }),
  ({ code }, { name, email, connectedAccountId }) => ({
    shown: code,
    whose: `${name}, ${email}, of ${connectedAccountId}`,
  }),
);

export const confirmOwnerInvitationAction = defineAction(confirmOwnerAsShown, (form) => ({
  sellerInvitationId: formText(form, 'sellerInvitationId'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const askOwnerRenewalAction = defineAction(
  askOwnerRenewal,
  (form) => ({ ownerId: formText(form, 'ownerId'), reason: formText(form, 'reason') }),
  ({ code, whose }) => ({ shown: code, whose }),
);

export const makeRenewalLinkAction = defineAction(
  makeRenewalAsShown,
  (form) => ({
    ownerRenewalId: formText(form, 'ownerRenewalId'),
    root: formText(form, 'root'),
    confirmation: confirmationOf(form),
  }),
  ({ token, whose }) => ({ shown: sellerInvitationLink(token), whose }),
);

export const takeBackRenewalAction = defineAction(takeBackRenewal, (form) => ({
  ownerRenewalId: formText(form, 'ownerRenewalId'),
}));
