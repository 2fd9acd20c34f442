'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { sellerInvitationLink } from '#app/_edge/invitation-link.ts';
import { inviteAndMakeAccount } from '#lib/onboarding/invite-and-make-account.ts';
import { revokeSellerInvitation } from '#lib/onboarding/revoke-seller-invitation.ts';
import { sendOwnerLink } from '#lib/onboarding/send-owner-link.ts';
import { sendSellerAccount } from '#lib/onboarding/send-seller-account.ts';

const invitationOf = (form: FormData) => ({ sellerInvitationId: formText(form, 'sellerInvitationId') });

/** … and how many links whoever posts has seen; the verb refuses what is no number. */
const linkOf = (form: FormData) => ({
  ...invitationOf(form),
  linksSeen: /^\d{1,6}$/.test(formText(form, 'linksSeen'))
    ? Number.parseInt(formText(form, 'linksSeen'), 10)
    : -1,
});

export const inviteSellerAction = defineAction(
  inviteAndMakeAccount,
  (form) => ({
    email: formText(form, 'email'),
    name: formText(form, 'name'),
    businessName: formText(form, 'businessName'),
    country: formText(form, 'country'),
    // Text from a form; the verb parses it and refuses any other word.
    businessType: formText(form, 'businessType') as 'company',
  }),
  ({ token }, { name, email, businessName }) => ({
    shown: sellerInvitationLink(token),
    whose: `${name}, ${email}, of ${businessName}`,
  }),
);

export const sendSellerAccountAction = defineAction(sendSellerAccount, linkOf, ({ token }) =>
  sellerInvitationLink(token),
);

export const sendOwnerLinkAction = defineAction(sendOwnerLink, linkOf, ({ token }) =>
  sellerInvitationLink(token),
);

export const revokeSellerInvitationAction = defineAction(revokeSellerInvitation, invitationOf);
