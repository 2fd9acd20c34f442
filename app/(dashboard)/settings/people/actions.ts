'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { invitationLink } from '#app/_edge/invitation-link.ts';
import { changeOperator } from '#lib/people/change-operator.ts';
import { decideOperatorChange } from '#lib/people/decide-operator-change.ts';
import { endSessionsOfOperator } from '#lib/people/end-sessions-of-operator.ts';
import { inviteOperator } from '#lib/people/invite-operator.ts';
import { renewInvitation } from '#lib/people/renew-invitation.ts';
import { vouchForOperator } from '#lib/people/vouch-for-operator.ts';

// The casts below pick text from a form; each verb parses what it gets and refuses any other word.

export const inviteOperatorAction = defineAction(
  inviteOperator,
  (form) => ({
    name: formText(form, 'name'),
    email: formText(form, 'email'),
    role: formText(form, 'role') as 'viewer',
  }),
  ({ token }) => invitationLink(token),
);

export const renewInvitationAction = defineAction(
  renewInvitation,
  (form) => ({ operatorId: formText(form, 'operatorId') }),
  ({ token }) => invitationLink(token),
);

export const vouchForOperatorAction = defineAction(vouchForOperator, (form) => ({
  operatorId: formText(form, 'operatorId'),
}));

export const changeOperatorAction = defineAction(changeOperator, (form) => ({
  operatorId: formText(form, 'operatorId'),
  change: formText(form, 'change') as 'role',
  ...(form.has('role') ? { role: formText(form, 'role') as 'viewer' } : {}),
}));

export const decideOperatorChangeAction = defineAction(decideOperatorChange, (form) => ({
  changeRequestId: formText(form, 'changeRequestId'),
  decision: formText(form, 'decision') as 'rejected',
}));

export const endSessionsOfOperatorAction = defineAction(endSessionsOfOperator, (form) => ({
  operatorId: formText(form, 'operatorId'),
}));
